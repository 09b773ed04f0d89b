/** Which day home shows. The server's word counts as long as it speaks; without internet the date of this phone. */

/** The calendar date where the schools are, as this phone's clock has it. */
export const dateIn = (zone, moment = new Date()) => new Intl.DateTimeFormat("sv", { timeZone: zone }).format(moment);

/** Show one day and fold the others away. A day that is not here opens them all: somebody may choose. Says if it is here. */
export function showDay(place, date, isOpen) {
  const days = [...place.querySelectorAll(".day")];
  const canBeChosen = days.filter((day) => day.querySelector(".occasion"));
  const now = days.find((day) => day.dataset.date === date) ?? (canBeChosen.length ? null : days[0]);
  for (const day of days) {
    day.classList.toggle("now", day === now);
    day.hidden = day !== now && !(canBeChosen.includes(day) && (isOpen || !now));
  }
  const others = place.querySelector(".others");
  if (others) {
    others.hidden = !now || !canBeChosen.some((day) => day !== now);
    others.setAttribute("aria-expanded", String(isOpen));
  }
  return Boolean(now);
}

/** Say when these counts were true; only when that is not now. */
export function showAge(place, { isFresh, date }) {
  const asOf = place.querySelector(".as-of");
  if (!asOf) return;
  const isOfThisDay = place.querySelector(".days").dataset.today === date;
  asOf.hidden = isFresh;
  asOf.querySelector(".this-day").hidden = !isOfThisDay;
  asOf.querySelector(".other-day").hidden = isOfThisDay;
}

/** Choose an activity once; it stays chosen until another is, or until its day is over. */
export function choose(place, { activity, group }) {
  const radios = [...place.querySelectorAll('input[name="activity"]')].filter((radio) => !radio.closest("[hidden]"));
  const radio = radios.find(({ value }) => value === activity) ?? radios[0];
  if (radio) radio.checked = true;
  for (const start of place.querySelectorAll(".start")) start.classList.toggle("last", start.dataset.group === group && start.parentElement.classList.contains("many"));
}
