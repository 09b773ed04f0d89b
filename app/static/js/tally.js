/** Big numbers: a tap adds or takes one. Without this script the number is typed, as everywhere. */
for (const button of document.querySelectorAll(".step")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const input = button.parentElement.querySelector("input");
    const next = Math.max(0, (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step));
    input.value = next;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
