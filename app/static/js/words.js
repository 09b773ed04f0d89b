/** Words stand on the page; here their placeholders are filled. */

/** Put words that stand on the page, with their placeholders filled, somewhere. */
export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A copy of a template with its placeholders filled as text. */
export function made(id, values = {}) {
  const copy = document.getElementById(id).content.cloneNode(true);
  for (const node of copy.querySelectorAll("*")) if (!node.children.length) node.textContent = fill(node.textContent, values);
  return copy;
}

/** The same as text, for a reply that htmx swaps in. */
export function filled(id, values) {
  const box = document.createElement("div");
  box.append(made(id, values));
  return box.innerHTML;
}
