/** The script has come: what it alone can hear may be tapped, and nothing says that the page is not whole. */
import { isLocked } from "./lock.js";

document.documentElement.classList.add("works");

/** A page that was kept, or left open when the phone was handed over, asks the server, which leads to the questionnaire. */
const look = async () => { if (await isLocked()) location.replace("/"); };
if (/^\/(interview|phone|shell)\//.test(location.pathname)) look().catch(() => {});
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); });
