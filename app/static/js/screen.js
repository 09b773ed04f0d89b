/** A translation as a small phone shows it: what is wider than its place is marked. */
const TOUCHES = 1; // px that rounding may cost

function isTooWide(part) {
  const { left, right } = part.getBoundingClientRect();
  return part.scrollWidth > part.clientWidth + TOUCHES || left < -TOUCHES || right > innerWidth + TOUCHES;
}
const parts = [...document.querySelectorAll(".as-shown .say, .as-shown .labels, .as-shown .none span")];

/** A word that would be broken in the middle is too wide as well: nobody reads that aloud at sight. */
function measure() {
  document.body.classList.add("unbroken");
  const wide = parts.filter(isTooWide);
  document.body.classList.remove("unbroken");
  for (const part of parts) part.classList.toggle("too-wide", wide.includes(part));
  document.querySelector(".overflows").hidden = !wide.length;
}

document.fonts.ready.then(measure);
addEventListener("resize", measure);
