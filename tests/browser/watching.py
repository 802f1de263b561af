"""What must not happen while a page is open: errors in its console, requests to elsewhere."""

import re

_ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|blob:)")


def watch(context):
    """Return a list that fills while the pages of a browser context are used; it should not.

    Requests to other machines are refused as well as noted.
    """
    complaints = []

    def note(message):
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    def refuse(route):
        complaints.append(f"a request to {route.request.url}")
        route.abort()

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
    context.route(_ELSEWHERE, refuse)
    return complaints
