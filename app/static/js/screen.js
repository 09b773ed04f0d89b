/** A translation as a small phone shows it: what is wider than its place is marked. */
const TOUCHES = 1; // px that rounding may cost

const isTooWide = (part) => part.scrollWidth > part.clientWidth + TOUCHES;
const parts = [...document.querySelectorAll(".as-shown .say, .as-shown .labels, .as-shown .none span")];

function measure() {
  for (const part of parts) part.classList.toggle("too-wide", isTooWide(part));
  document.querySelector(".overflows").hidden = !parts.some(isTooWide);
}

document.fonts.ready.then(measure);
addEventListener("resize", measure);
