/** The translation desk: what is typed is kept by itself, and nothing typed is lost when the network is. */
const PAUSE = 800; // ms without a keystroke, then it is sent
const AGAIN = 10_000; // ms until a failed one is tried again

const forms = [...document.querySelectorAll("form.text")];
const fields = ({ elements }) => [elements.text, elements.back];
const said = (form) => JSON.stringify(fields(form).map(({ value }) => value));
const place = (form) => `desk:${form.getAttribute("action")}:${form.elements.key.value}`;
const held = new WeakMap(forms.map((form) => [form, { kept: said(form), sent: null, timer: 0 }]));
const isUnkept = (form) => said(form) !== held.get(form).kept;

/** One of `typing`, `failed`, `kept`; the words for it stand in the page. */
const tell = (form, state) => { form.dataset.kept = state; };

function remember(form) {
  try {
    const [text, back] = fields(form).map(({ value }) => value);
    localStorage.setItem(place(form), JSON.stringify({ text, back, from: form.elements.text.defaultValue }));
  } catch { /* a full or closed store: the field itself still holds it */ }
}

/** What was typed in a page that closed before it could be sent stands in its field again. */
function restore(form) {
  const stored = JSON.parse(localStorage.getItem(place(form)) ?? "null");
  if (!stored) return;
  [form.elements.text.value, form.elements.back.value] = [stored.text, stored.back];
  if (!isUnkept(form)) return void localStorage.removeItem(place(form));
  tell(form, "typing");
  if (stored.from === form.elements.text.defaultValue) later(form, 0); // else somebody changed it since: she decides
}

function later(form, wait) {
  const one = held.get(form);
  clearTimeout(one.timer);
  one.timer = setTimeout(() => { if (one.sent === null && isUnkept(form)) form.dispatchEvent(new Event("keep")); }, wait);
}

function arrived(form, status) {
  const one = held.get(form);
  if (status === 200) {
    one.kept = one.sent;
    if (!isUnkept(form)) localStorage.removeItem(place(form));
  }
  one.sent = null;
  if (!isUnkept(form)) tell(form, "kept");
  else if (status === 200) later(form, PAUSE);
  else if (!status || status >= 500) {
    tell(form, "failed");
    later(form, AGAIN);
  } else tell(form, "typing"); // refused, with the reason beside it; it stays until she changes it
}

for (const form of forms) {
  form.addEventListener("input", ({ target }) => {
    if (!fields(form).includes(target)) return;
    remember(form);
    tell(form, "typing");
    later(form, PAUSE);
  });
  form.addEventListener("change", ({ target }) => { if (fields(form).includes(target)) later(form, 0); });
  form.addEventListener("htmx:config:request", () => { held.get(form).sent = said(form); });
  form.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    arrived(form, ctx.response?.status);
    if (ctx.response?.status === 200 && ctx.request?.body?.get?.("act") === "remark") form.elements.remark.value = "";
  });
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    later(form, 0);
    forms[forms.indexOf(form) + 1]?.elements.text.focus();
  });
  restore(form);
}

addEventListener("online", () => { for (const form of forms) if (isUnkept(form)) later(form, 0); });
addEventListener("beforeunload", (event) => { if (forms.some(isUnkept)) event.preventDefault(); });

const phone = document.querySelector(".phone-beside");
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.(".to-screen");
  if (link && !phone?.offsetParent) link.removeAttribute("target"); // no room beside: it opens here
});

const door = document.getElementById("door");

/** Take the token out of the address, so that it stays in no history, and ask for one tap. */
function take() {
  const token = location.hash.slice(1);
  if (!door || !token) return;
  door.elements.secret.value = token;
  door.querySelector(".without-link").hidden = true;
  door.querySelector(".with-link").hidden = false;
  history.replaceState(null, "", location.pathname);
}

take();
addEventListener("hashchange", take);
