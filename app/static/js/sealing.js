/** Fetches the seal when the page has nothing better to do; it is heavier than all of the interview's own script. */

const HERE = import.meta.url;
let fetching = null;
let turns = 0;

/** Whether a text was sealed before. */
export const isSealed = (text) => text.startsWith("hpke1.");

/** The module `seal.js`. Rejects while it cannot be fetched; the next call tries again. */
export function sealing() {
  const again = turns ? `?${turns}` : ""; // browsers remember a module that did not come
  fetching ??= import(new URL(`./seal.js${again}`, HERE).href).catch((problem) => {
    fetching = null;
    turns += 1;
    throw problem;
  });
  return fetching;
}

/** Whether this page can seal: the study has a key, and the browser has WebCrypto (https pages do). */
export const canSeal = () => Boolean(document.documentElement.dataset.key && globalThis.crypto?.subtle);

/** A text sealed for its place; as it is where nothing can be sealed. Rejects while the seal cannot be fetched. */
export async function sealed(text, place) {
  if (!canSeal()) return text;
  const { seal } = await sealing();
  return (await seal(text, place)) ?? text;
}
