/**
 * Keep what changes, one sending at a time, until the server says the number of the change back.
 * @param send sends everything under the number of a change; whether that number came back
 * @param tell is told whether all is kept
 * @param later does something after so many milliseconds
 */
export function keeper({ send, tell, later }) {
  const PAUSE = 400;
  const RETRY = 4000;
  let changes = 0;
  let kept = 0;
  let isBusy = false;
  let isOver = false;

  async function go() {
    if (isBusy || isOver || kept === changes) return;
    isBusy = true;
    const sending = changes;
    const isThere = await send(sending).catch(() => false);
    isBusy = false;
    if (isThere) kept = Math.max(kept, sending);
    if (isOver) return;
    if (isThere && kept === changes) tell(true);
    else {
      if (!isThere) tell(false);
      later(go, isThere ? PAUSE : RETRY);
    }
  }

  return {
    changed() {
      changes += 1;
      later(go, PAUSE);
    },
    waits: () => !isOver && kept < changes,
    stop: () => { isOver = true; },
  };
}
