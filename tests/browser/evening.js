/**
 * A student with fast fingers, inside the page: she holds the planned interviews one after the other. A plan names the
 * language that is read aloud, what is answered otherwise than somewhere in the middle, and where it is stopped or left.
 */
async (plans) => {
  const form = document.getElementById("interview");
  const screen = () => form.querySelector(".screen:not([hidden])");
  const patience = performance.now() + 120_000;
  const until = async (condition, what) => {
    while (!condition()) {
      if (performance.now() > patience) throw new Error(`waited for ${what} at ${form.dataset.at}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  const shown = (selector) => [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length);
  const elsewhere = (from) => until(() => form.dataset.at !== from, "the next item");
  const verb = (name, value) => shown(`[data-do="${name}"]${value ? `[value="${value}"]` : ""}`).click();
  const typed = { ask_for: "Mevrouw Deneme", phone: "06 12345678" };

  /** Several items on one screen: what stands chosen stays so, what is optional is left out. */
  function giveTogether() {
    for (const part of screen().querySelectorAll(".parts > .part:not([hidden])")) {
      if (!part.querySelector(".answer input:checked")) part.querySelector(".answer input")?.click();
    }
    verb("next");
  }

  async function give(name, pick) {
    const [place, { type, appearance }] = [screen(), screen().dataset];
    if (type === "together") {
      giveTogether();
      return elsewhere(name);
    }
    const values = [...place.querySelectorAll(".answer input")].map(({ value }) => value);
    if (type === "select_one") {
      const value = pick ?? ["4", "1"].find((one) => values.includes(one)) ?? values[0];
      place.querySelector(`input[value="${value}"]`).click();
    } else if (type === "select_multiple") {
      place.querySelector(`input[value="${pick ?? values[0]}"]`).click();
      verb("next");
    } else if (type === "note") verb("next");
    else {
      const text = pick ?? typed[name] ?? "";
      Object.assign(place.querySelector(".entry"), { value: text }).dispatchEvent(new Event("input", { bubbles: true }));
      verb("next");
      if (text && appearance === "tel") {
        await until(() => !place.querySelector(".read-back").hidden, "the number");
        verb("next");
      }
    }
    await elsewhere(name);
  }

  await until(() => form.dataset.at === "consent", "the first item");
  for (const [number, { language, picks = {}, stopAt, leaveAt }] of plans.entries()) {
    if (number) {
      verb("again");
      await until(() => form.dataset.at === "consent", "the next parent");
    }
    if (language !== screen().querySelector(".read").lang) {
      verb("languages");
      verb("language", language);
    }
    while (form.dataset.at !== "receipt") {
      const { at } = form.dataset;
      if (at === leaveAt) return;
      if (at === stopAt) {
        verb("more");
        verb("stop");
        verb("stopped", "no_time");
        await elsewhere(at);
      } else if (at === "finish") {
        verb("finish");
        await elsewhere(at);
      } else await give(at, picks[at]);
    }
  }
}
