/** The sheets that come up from below: language, more, stop. */

const sheet = (name) => document.getElementById(`sheet-${name}`);
let shown = null;

/** What can be done at this item; `remark`, `own` and `interpreter` are null where they have no place. */
function more(shown, { remark, own, interpreter }) {
  const field = shown.querySelector("#remark-field");
  field.hidden = remark === null;
  field.querySelector("textarea").value = remark ?? "";
  const who = shown.querySelector("#interpreter");
  who.parentElement.hidden = interpreter === null;
  who.value = interpreter ?? "";
  const beneath = shown.querySelector('[data-do="own"]');
  beneath.hidden = own === null;
  beneath.setAttribute("aria-pressed", String(own));
}

/** The languages that are offered; those that nobody released say so. Without a list of those, the print knows its drafts. */
function tongues(shown, { language, offered, released }) {
  for (const button of shown.querySelectorAll('[data-do="language"]')) {
    button.setAttribute("aria-pressed", String(button.value === language));
    button.hidden = !offered.includes(button.value);
    const draft = button.querySelector(".draft");
    if (draft) draft.hidden = Boolean(released?.includes(button.value));
  }
}

export const sheets = {
  open(name, { language, offered, released, ...what } = {}) {
    shown = sheet(name);
    if (name === "languages") tongues(shown, { language, offered, released });
    if (name === "more") more(shown, what);
    shown.showModal();
    shown.focus(); // not the first field: a keyboard would jump up
  },
  isOpen: (name) => sheet(name).open,
  swap(name) {
    this.close();
    this.open(name);
  },
  close() {
    shown?.close();
    shown = null;
  },
};

/* A tap beside the sheet closes it. */
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
