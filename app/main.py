"""Puts the house together."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore

from fastapi import Depends, FastAPI
from sqlmodel import Session
from starlette.middleware.gzip import GZipMiddleware

from app import refusals
from app.clock import Clock
from app.config import Settings, settings
from app.db import Database
from app.i18n import SpeakTheirLanguage
from app.routes import (
    activities,
    amendments,
    attendance,
    callbacks,
    cards,
    casework,
    closures,
    dispositions,
    due,
    evenings,
    exports,
    follow_links,
    handovers,
    home,
    instruments,
    interviews,
    languages,
    lead,
    mentors,
    modelling,
    monitor,
    offline,
    outcomes,
    own_links,
    paper,
    paper_entry,
    parked,
    phones,
    pictures,
    plan,
    planned,
    quality,
    recordings,
    reports,
    results,
    results_schools,
    rota,
    selves,
    signin,
    sites,
    study,
    takeovers,
    team,
    translation_files,
    translations,
    translators,
    waves,
    withdrawals,
)
from app.routes.cookies import LOCK, named
from app.routes.policy import guest
from app.security.brakes import Brake, BrakePerPlace
from app.security.headers import Guard
from app.security.links import LinkSigner, OwnLinkSigner, PullLinkSigner
from app.security.sealing import Sealer
from app.security.staying import Stay
from app.security.tokens import CookieSigner
from app.services import export_jobs, export_list
from app.services.casework import pass_time
from app.services.interviews import settle
from app.services.languages import Table
from app.services.people import forget_tries
from app.services.purging import purge

logger = logging.getLogger("aloud")
TIDY_EVERY = 600  # seconds
PAGES = (
    signin,
    home,
    activities,
    interviews,
    lead,
    study,
    sites,
    planned,
    team,
    phones,
    plan,
    parked,
    rota,  # before `callbacks`, whose addresses go on with the number of a case
    dispositions,
    closures,  # before `callbacks`, whose addresses go on with the number of a case
    outcomes,  # before `callbacks`, whose addresses begin with the number of a case
    follow_links,  # before `callbacks`, whose addresses begin with the number of a case
    due,
    casework,
    callbacks,
    languages,
    recordings,
    paper_entry,  # before `paper`, whose addresses begin with the name of a questionnaire
    paper,
    cards,
    evenings,
    handovers,
    takeovers,
    attendance,
    mentors,
    modelling,
    monitor,
    results,
    results_schools,
    instruments,
    waves,
    withdrawals,
    exports,
    reports,
    pictures,
    quality,
    amendments,
)
MOST_KNOCKS = 60  # codes that are typed, and links that are none, in a minute, by anybody anywhere
MOST_STOPS, STOPPING = 10, timedelta(minutes=15)  # codes from one network address at /stop
MOST_KNOCKS = 60  # codes that are typed in a minute, by anybody anywhere
MOST_PULLS = 2  # files for scripts that are made at once
#: Those that ask for another key than the session of somebody in the team.
OWN_DOORS = (
    offline.router,
    home.sending,
    phones.sending,
    translation_files.router,
    translations.router,
    translators.router,
    recordings.desk,
    handovers.locking,
    selves.router,
    own_links.router,
    exports.pulling,
)


async def tidy_up(database: Database, clock: Clock, data_dir: Path, leaving: asyncio.Event) -> None:
    """Give forgotten drafts their final status, end leases and cases, and remove what has no purpose, now and then.

    A turn that has begun is finished: its thread cannot be called back, and holds a connection.
    """
    while not leaving.is_set():
        try:
            await asyncio.wrap_future(database.writer.submit(partial(tidy, now=clock.now())))
            await asyncio.to_thread(database.scrub)
            await asyncio.to_thread(sweep, database, export_jobs.folder(data_dir), clock.now())
        except Exception:  # a database that is away now may be back at the next turn
            logger.exception("Drafts and overdue cases were not tidied up; the next try is in a while.")
        with suppress(TimeoutError):
            await asyncio.wait_for(leaving.wait(), TIDY_EVERY)


def sweep(database: Database, there: Path, now: datetime) -> None:
    """Remove data files that are old, and those that hold what somebody took back."""
    export_jobs.sweep(there, now)
    with database.reading() as session:
        export_list.clear(session, there)


def tidy(session: Session, *, now: datetime) -> int:
    """What the calendar decides without anybody at a screen; returns how much there was."""
    done = settle(session, now=now) + pass_time(session, now)
    purge(session, now=now)
    forget_tries(session, now=now)
    return done


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """While the server runs, drafts and cases are tidied up; when it stops, what waits is written first."""
    leaving = asyncio.Event()
    tidying = asyncio.create_task(tidy_up(app.state.database, app.state.clock, app.state.settings.data_dir, leaving))
    yield
    leaving.set()
    await tidying
    app.state.database.close()


def furnish(app: FastAPI, held: Settings, clock: Clock) -> None:
    """Put in what the rooms share: database, clock, seals, signatures."""
    app.state.settings = held
    app.state.clock = clock
    app.state.database = Database(held.database_url)
    app.state.sealer = Sealer(held.contact_keys)
    app.state.languages = Table(app.state.database, app.state.clock)
    app.state.signer = CookieSigner(held.secrets, "session")
    app.state.translator_signer = CookieSigner(held.secrets, "translator")
    app.state.phone_signer = CookieSigner(held.secrets, "phone")
    app.state.self_signer = CookieSigner(held.secrets, "self")
    app.state.lock_signer = CookieSigner(held.secrets, LOCK)
    app.state.links = LinkSigner(held.secrets)
    app.state.own_links = OwnLinkSigner(held.secrets)
    app.state.knocks = Brake(MOST_KNOCKS)
    app.state.openings = Brake(MOST_KNOCKS)
    app.state.stops = BrakePerPlace(MOST_STOPS, STOPPING)
    app.state.pull_links = PullLinkSigner(held.secrets)
    app.state.guesses = BrakePerPlace(MOST_STOPS, STOPPING)
    app.state.pulls = BoundedSemaphore(MOST_PULLS)
    app.state.mentor_signer = CookieSigner(held.secrets, "mentor")


def create_app(chosen: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """Aloud, ready to serve. A test hands in its own settings and clock."""
    held = chosen or settings()
    app = FastAPI(title="Aloud", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    furnish(app, held, clock or Clock())
    app.add_route("/parked/files", parked.read_unsent_file, ["POST"], name="read_unsent_file")
    app.add_route("/instruments/files", instruments.bring_instrument, ["POST"], name="bring_instrument")
    app.add_route("/recordings/files", recordings.keep_recording, ["POST"], name="keep_recording")
    app.add_route("/interviews/{interview_id}", interviews.save_interview, ["PUT"], name="save_interview")
    for part in OWN_DOORS:
        app.include_router(part)
    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(guest)])
    refusals.install(app)
    app.add_middleware(Stay, signer=app.state.lock_signer, cookie=named(LOCK, secure=held.secure))
    app.add_middleware(Guard, refuse=refusals.answer, secure=held.secure)
    app.add_middleware(SpeakTheirLanguage)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    return app
