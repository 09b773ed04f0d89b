/* Goes to every item by its address, in every language, and says what does not fit. */
async ({ languages, least, roomy }) => {
  const found = [];
  const id = location.hash.slice(1, 37);
  const form = document.getElementById("interview");
  const screens = form.querySelector(".screens");
  const names = [...screens.children].map((screen) => screen.dataset.item).filter((name) => !["receipt", "taken"].includes(name));

  const go = (name) => new Promise((resolve) => {
    addEventListener("popstate", resolve, { once: true });
    location.hash = `#${id}/${name}`;
  });

  function look(say) {
    const screen = form.querySelector(".screen:not([hidden])");
    const statement = screen.querySelector(".statement");
    const page = document.documentElement;
    const isTogether = screen.matches(".together"); // several items: here a screen may scroll, but only up and down
    const more = statement.scrollHeight - statement.clientHeight;
    if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) say("the page scrolls");
    if (!isTogether && screens.scrollHeight > screens.clientHeight) say("the screen scrolls");
    if (more > 1) say(`the statement needs ${more}px more`);
    if (statement.scrollWidth > statement.clientWidth) say("a word sticks out");
    const pill = form.querySelector("#pill");
    if (pill.scrollWidth > pill.clientWidth + 1) say("the pill is cut off");

    if (isTogether) return;
    const scale = screen.querySelectorAll(".answer").length === 5;
    let row = -1;
    let above = statement.getBoundingClientRect().bottom;
    for (const answer of screen.querySelectorAll(".answer, .none label, .primary")) {
      if (!answer.offsetParent) continue;
      const quiet = answer.matches(".none label");
      const name = answer.innerText.trim();
      const box = answer.getBoundingClientRect();
      const needed = quiet ? 36 : scale ? roomy : least;
      if (box.height < needed - 0.01) say(`"${name}" is ${box.height}px high`);
      if (box.top < -0.5 || box.bottom > innerHeight + 0.5) say(`"${name}" is cut off`);
      if (box.left < -0.5 || box.right > innerWidth + 0.5) say(`"${name}" is cut off`);
      const words = document.createRange();
      words.selectNodeContents(answer.querySelector(".labels") ?? answer);
      const ink = words.getBoundingClientRect();
      if (ink.top < box.top - 1 || ink.bottom > box.bottom + 1) say(`"${name}" is too high for its place`);
      if (ink.left < box.left || ink.right > box.right) say(`"${name}" is too wide for its place`);
      if (quiet) continue;
      if (Math.abs(box.top - row) > 0.5 && box.top < above - 0.5) say(`"${name}" overlaps`);
      [row, above] = [box.top, Math.max(above, box.bottom)];
    }
  }

  for (const language of languages) {
    document.querySelector(`[data-do="language"][value="${language}"]`).click();
    for (const name of names) {
      if (form.dataset.at !== name) await go(name);
      const say = (what) => found.push(`${innerWidth}x${innerHeight} ${language} ${name}: ${what}`);
      if (form.dataset.at !== name) say(`shows ${form.dataset.at}`);
      look(say);
    }
  }
  return found;
}
