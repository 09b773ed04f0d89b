"""What a browser calls itself, made short enough to recognise a phone by."""

# The first that fits: every browser also claims to be the ones below it.
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "EdgA/": "Edge",
    "EdgiOS/": "Edge",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Version/": "Safari",
    "AppleWebKit/": "Safari",  # from the home screen it leaves out its own name
}


def readable(device: str) -> str:
    """System and browser, such as "Android · Chrome"; empty when it says neither."""
    found = (next((name for mark, name in marks.items() if mark in device), "") for marks in (SYSTEMS, BROWSERS))
    return " · ".join(filter(None, found))
