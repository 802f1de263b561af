"""`ask`: a question with options, and what is to be said to the one that was chosen."""

from __future__ import annotations

from course_utils.exercises.rendering import show_answer, show_note
from course_utils.questions import notes
from course_utils.questions.here import named, suggest_here
from course_utils.questions.reading import Question, letter_of, questions
from course_utils.questions.wording import shown


def ask(name: str, answer: object = ...) -> None:
    """Answer a question of the lesson, which stands above the cell.

    Parameters
    ----------
    name : str
        Of the question.
    answer : str
        The letter of an option, in quotes. With the dots in its place the question is open.
    """
    known = named(name, questions())
    if known is None:
        lines = [("", suggest_here(name, questions()))]
        show_note("?", f"the course has no question called {shown(name)}", lines)
        return
    name, question = known, questions()[known]
    if answer is ...:
        show_note("○", "not answered yet", [("Next", _how_to_answer(question))])
        return
    letter = letter_of(answer)
    if letter not in question.options:
        lines = [("Next", _how_to_answer(question))]
        show_note("?", f"{shown(answer)} is none of the options", lines)
        return
    _reply(question, letter, notes.add(notes.Note("answer", name, letter)))


def _how_to_answer(question: Question) -> str:
    *others, last = (f'"{letter}"' for letter in question.options)  # all, so that none stands out
    return f"put {', '.join(others)} or {last} in place of the dots, and run the cell"


def _reply(question: Question, letter: str, not_noted: str) -> None:
    option = question.options[letter]
    lines = [("", option.reply), ("", not_noted)]
    if option.is_right is None:
        show_note("●", f"{letter}: noted", [("", "Your class will talk about it."), *lines[1:]])
    elif option.is_right:
        show_answer(f"{letter}: right", lines, is_right=True)
    else:
        show_answer(f"{letter}: not this one", [*lines, ("Next", "choose again")], is_right=False)
