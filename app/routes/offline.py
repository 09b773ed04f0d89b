"""What phones may keep, and whether the server is well."""

import json
from mimetypes import guess_type

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app import card_words, i18n
from app.errors import NotFound
from app.templating import BUILT, asset, build, for_ever, kept, page

router = APIRouter()
PAPER = "#faf6ef"  # the ground of app.css


@router.get("/static/{release}/card-words.js", name="card_words")
def words_of_the_card(release: str) -> Response:
    """What the contact card on a phone says, in every language."""
    told = json.dumps(card_words.by_language(), ensure_ascii=False, separators=(",", ":"))
    return Response(f"export default {told};\n", media_type="text/javascript", headers=for_ever(release))


@router.get("/static/{release}/{name}", name="static")
def static(request: Request, release: str, name: str) -> Response:
    """A built file, packed as small as the browser can read it; its address changes with every release."""
    file = BUILT / name
    if file.parent != BUILT or not file.is_file():
        raise NotFound
    headers = for_ever(release) | {"vary": "Accept-Encoding"}
    packed = BUILT / f"{name}.br"
    if "br" in request.headers.get("accept-encoding", "") and packed.is_file():
        file, headers = packed, headers | {"content-encoding": "br"}
    return Response(file.read_bytes(), media_type=guess_type(name)[0], headers=headers)


@router.get("/shell/{language}/{release}", name="home_print")
def home_print(request: Request, language: str, release: str) -> Response:
    """Home as paper: it holds no person and no evening, and opens without internet."""
    i18n.speak(language)
    reply = page(request, "home.html", days=None)
    reply.headers.update(for_ever(release))
    return reply


@router.get("/phone/{language}/{release}", name="phone_print")
def phone_print(request: Request, language: str, release: str) -> Response:
    """What waits on this phone, as paper that its script fills in; it holds nobody and opens without internet."""
    i18n.speak(language)
    reply = page(request, "phone.html")
    reply.headers.update(for_ever(release))
    return reply


@router.get("/sw.js", name="service_worker")
def service_worker(request: Request) -> Response:
    """The worker of this release, with its name and what to keep of it; or the one that ends all workers."""
    works = request.app.state.settings.offline
    source = (BUILT / ("sw.js" if works else "sw-leaves.js")).read_text("utf-8")
    told = json.dumps({"release": build(), "keep": kept()})
    return Response(
        f"const aloud = {told};\n{source}", media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


@router.get("/manifest/{language}.webmanifest", name="manifest")
def manifest(language: str) -> Response:
    """What a phone needs to know to put us on its home screen."""
    i18n.speak(language)
    icons = [
        {"src": asset(f"{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, purpose in (("icon", "any"), ("maskable", "maskable"))
        for size in (192, 512)
    ]
    told = {
        "id": "/",
        "name": i18n.gettext("Aloud, read to parents"),
        "short_name": "Aloud",
        "description": i18n.gettext("A questionnaire that is read aloud to parents, also without internet."),
        "lang": i18n.current(),
        "dir": i18n.direction(i18n.current()),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return JSONResponse(told, headers={"cache-control": "no-cache"}, media_type="application/manifest+json")


@router.get("/healthz", name="healthz")
def healthz(request: Request) -> Response:
    """200 when the database answers."""
    return Response("ok" if request.app.state.database.answers() else "no", media_type="text/plain")


@router.get("/patterns", name="patterns")
def patterns(request: Request) -> Response:
    """Every control on one page; in development only."""
    if request.app.state.settings.production:
        raise NotFound
    return page(request, "patterns.html")
