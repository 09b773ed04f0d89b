/** Small choices of whoever holds the phone. A browser that keeps nothing for a page keeps them as long as it is open. */

const unkept = new Map();

export function choice(name) {
  if (unkept.has(name)) return unkept.get(name);
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keepChoice(name, value) {
  try {
    localStorage.setItem(name, value);
    unkept.delete(name);
  } catch {
    unkept.set(name, value);
  }
}
