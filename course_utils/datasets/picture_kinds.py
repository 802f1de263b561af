"""Files that are no picture the course can read: what each is, and what to do with it."""

from __future__ import annotations

import codecs

_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_VIDEO = (
    *(b"\x1aE\xdf\xa3", b"FLV\x01", b"OggS"),  # MKV and WebM, Flash, Ogg
    *(b"0&\xb2u\x8ef\xcf\x11", b"\0\0\x01\xba", b"\0\0\x01\xb3"),  # WMV, MPEG
)
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip")
_RAW = (
    *(b"II*\0\x10\0\0\0CR", b"II\x1a\0\0\0HEAPCCDR"),  # Canon
    *(b"FUJIFILMCCD-RAW", b"IIU\0"),  # Fujifilm, Panasonic
    *(b"IIRO", b"IIRS", b"MMOR"),  # Olympus
    *(b"FOVb", b"\0MRM"),  # Sigma, Minolta
)
# The RAW files of other cameras are TIFF files in form: only their name gives them away.
_RAW_ENDINGS = (
    *(".3fr", ".arw", ".cr2", ".dcr", ".dng", ".erf", ".iiq", ".kdc", ".mos", ".nef", ".nrw"),
    *(".pef", ".rwl", ".sr2", ".srf", ".srw"),
)
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PICTURES = (*_TIFF, b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")
RAW = "is a RAW file of a camera; export it as JPEG"


def is_raw(head: bytes, ending: str) -> bool:
    """Say whether a file is a camera's RAW file.

    Parameters
    ----------
    head : bytes
        How the file begins.
    ending : str
        The ending of its name, in small letters, with the point.

    Returns
    -------
    bool
        True by its content, or by its name where the content is that of a TIFF file.
    """
    return head.startswith(_RAW) or (ending in _RAW_ENDINGS and head.startswith(_TIFF))


def why_unreadable(head: bytes, ending: str) -> str:
    """Say what a file is that cannot be opened as a picture, and what to do.

    Parameters
    ----------
    head : bytes
        How the file begins, 1,024 bytes of it. It counts more than the name, which may lie.
    ending : str
        The ending of its name, in small letters, with the point.

    Returns
    -------
    str
        The rest of a sentence that begins with the file's name.
    """
    if not head:
        return "is empty, 0 bytes long; copy or download it again"
    if is_raw(head, ending):
        return RAW
    if head[4:8] == b"ftyp":
        return _of_brands(head[8 : int.from_bytes(head[:4], "big")])
    if (
        head.startswith(_VIDEO)
        or head[4:8] in _OLD_QUICKTIME
        or (head[:4], head[8:12]) == (b"RIFF", b"AVI ")
    ):
        return "is a video; export one picture of it as JPEG"
    if b"%PDF-" in head:
        return "is a PDF document; export the page as JPEG"
    if _is_text(head):
        return _of_text(head.lower())
    if head.startswith(_PICTURES) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
        return "cannot be read as a picture: it is damaged or of a rare kind; export it again"
    return (
        "is not a picture of a kind that can be read (JPEG, PNG, WebP, TIFF, BMP, GIF); "
        "export it as JPEG"
    )


def _of_brands(brands: bytes) -> str:
    """Tell apart what pictures and videos of phones have in common: a list of brands."""
    if b"avif" in brands or b"avis" in brands:
        return "is an AVIF picture; export it as JPEG"
    if any(brand in brands for brand in _HEIF):
        return "is a HEIC picture, as many phones take them; export it as JPEG"
    if brands.startswith(b"crx "):
        return RAW
    return "is a video; export one picture of it as JPEG"


def _is_text(head: bytes) -> bool:
    """Say whether these are the first bytes of a text, of which a letter may be cut in two."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)


def _of_text(head: bytes) -> str:
    if b"<html" in head or b"<!doctype html" in head:
        return "is a web page and no picture; save the picture itself"
    if b"<svg" in head:
        return "is an SVG drawing, which has no pixels; export it as JPEG"
    return "is a text file and no picture; put the picture itself in its place"
