"""The same class as each learning system hands it out: a folder, and its zip file."""

import json
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

FIRST = ("Ann", "Bo", "Chloé", "Đức", "Ève", "Zoë", "李", "O'Neill", "Ann-Marie", "Jo Ann")
LAST = ("Lee", "Smith", "Müller", "van der Berg", "Nguyễn", "O’Brien", "Smith-Jones", "de la Cruz")


@dataclass(frozen=True)
class Person:
    """A student as a system knows them."""

    first: str
    last: str
    number: int
    login: str

    @property
    def name(self):
        return f"{self.first} {self.last}"

    @property
    def canvas(self):
        letters = f"{self.last}{self.first}".lower()
        return "".join(sign for sign in letters if sign.isalnum() or sign == "_")


@dataclass
class Download:
    """What a system hands out.

    Parameters
    ----------
    files : dict of str to bytes
        By their paths.
    students : dict of str to Person
        By what the tables should call them.
    """

    files: dict = field(default_factory=dict)
    students: dict = field(default_factory=dict)


def people(n, seed=0):
    """Return n students; some have the same name, none the same number or login."""
    draw = random.Random(seed)
    numbers = draw.sample(range(1_000_000, 9_000_000), n)
    return [
        Person(draw.choice(FIRST), draw.choice(LAST), number, f"s{number % 100_000:05}_{i}")
        for i, number in enumerate(numbers)
    ]


def moodle_folders(persons, content_of, name):
    download = Download()
    for person in persons:
        folder = f"{person.name}_{person.number}_assignsubmission_file_"
        download.files[f"{folder}/{name}"] = content_of(person)
        download.students[f"{person.name}_{person.number}"] = person
    return download


def moodle_folders_and_texts(persons, content_of, name):
    """Moodle with text submissions too, and without the last underscore."""
    download = Download()
    for person in persons:
        start = f"{person.name}_{person.number}_assignsubmission"
        download.files[f"{start}_file/{name}"] = content_of(person)
        download.files[f"{start}_onlinetext/onlinetext.html"] = b"<p>Here it is.</p>"
        download.students[f"{person.name}_{person.number}"] = person
    return download


def moodle_flat(persons, content_of, name):
    download = Download()
    for person in persons:
        start = f"{person.name}_{person.number}"
        download.files[f"{start}_assignsubmission_file_{name}"] = content_of(person)
        download.students[start] = person
    return download


def moodle_zips(persons, content_of, name):
    download = Download()
    for person in persons:
        folder = f"{person.name}_{person.number}_assignsubmission_file_"
        inner = zipped({f"work/{name}": content_of(person), "__MACOSX/work/._x": b"\0"})
        download.files[f"{folder}/my work.zip"] = inner
        download.students[f"{person.name}_{person.number}"] = person
    return download


def canvas(persons, content_of, name):
    download = Download()
    for i, person in enumerate(persons):
        late = "_LATE" if i % 3 == 0 else ""
        start = f"{person.canvas}{late}_{person.number}"
        download.files[f"{start}_{567_890 + i}_{name}"] = content_of(person)
        download.students[f"{person.canvas}_{person.number}"] = person
    return download


def blackboard(persons, content_of, name):
    download = Download()
    for person in persons:
        start = f"Lesson_1 tour_{person.login}_attempt_2024-01-31-12-00-00"
        download.files[f"{start}_{name}"] = content_of(person)
        note = f"Name: {person.name} ({person.login})\nAssignment: Lesson_1 tour\n"
        download.files[f"{start}.txt"] = note.encode()
        download.students[person.login] = person
    return download


def ilias(persons, content_of, name):
    download = Download()
    for person in persons:
        folder = f"{person.last}_{person.first}_{person.login.replace('_', '')}_{person.number}"
        download.files[f"Lesson 1/Submissions/{folder}/20240131120000_{name}"] = content_of(person)
        download.students[folder] = person
    return download


def gradescope(persons, content_of, name):
    download = Download()
    lines = ["---"]
    for person in persons:
        folder = f"submission_{person.number}"
        download.files[f"assignment_12_export/{folder}/{name}"] = content_of(person)
        lines += [f"{folder}:", "  :submitters:", f"  - :name: {json.dumps(person.name)}"]
        download.students[folder] = person
    download.files["assignment_12_export/submission_metadata.yml"] = "\n".join(lines).encode()
    return download


def google_flat(persons, content_of, name):
    download = Download()
    for person in persons:
        own = f"{person.name} {person.number}"  # Drive holds two files of one name; a folder cannot
        download.files[f"{own} - {name}"] = content_of(person)
        download.students[own] = person
    return download


def folders(persons, content_of, name):
    download = Download()
    for person in persons:
        download.files[f"{person.name} {person.number}/{name}"] = content_of(person)
        download.students[f"{person.name} {person.number}"] = person
    return download


def nbgrader(persons, content_of, name):
    download = Download()
    for person in persons:
        download.files[f"{person.login}/{Path(name).stem}/{name}"] = content_of(person)
        download.students[person.login] = person
    return download


LAYOUTS = {
    it.__name__: it
    for it in (
        moodle_folders,
        moodle_folders_and_texts,
        moodle_flat,
        moodle_zips,
        canvas,
        blackboard,
        ilias,
        gradescope,
        google_flat,
        folders,
        nbgrader,
    )
}


def zipped(files):
    """Return an archive of files, by their paths."""
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def as_folder(download, folder):
    """Write a download as a folder, and return it."""
    for name, content in download.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def as_zip(download, path):
    """Write a download as one archive, and return it."""
    path.write_bytes(zipped(download.files))
    return path
