/** The sheets that come up from below: language, more, stop. */

const sheet = (name) => document.getElementById(`sheet-${name}`);
let shown = null;

export const sheets = {
  open(name, { language, remark, hint } = {}) {
    shown = sheet(name);
    for (const button of shown.querySelectorAll('[data-do="language"]')) button.setAttribute("aria-pressed", String(button.value === language));
    if (remark !== undefined) shown.querySelector("#remark").value = remark;
    const explain = shown.querySelector('[data-do="hint"]');
    if (explain) explain.hidden = !hint;
    shown.showModal();
    shown.focus(); // not its first field: a keyboard would jump up
  },
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
