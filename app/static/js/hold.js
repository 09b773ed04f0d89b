/**
 * One interview, one tab. The page holds a lock of the browser as long as it writes; another one sees that, and may take
 * over: it asks first, so that the tab that has it can write down what stands there, and takes it when nobody answers.
 */

const PATIENCE = 500; // ms for the tab that holds it to let go by itself
const SLOW = 2000; // ms; phones have been seen whose browser neither gives nor refuses a lock

/**
 * `letGo()` writes down what stands in the page, when another tab asks for it; `lost()` hears that the interview went on
 * elsewhere. A browser without locks lets everybody hold everything, as before, and so does one that does not answer.
 */
export function holding({ letGo, lost, locks = navigator.locks, Channel = globalThis.BroadcastChannel, patience = PATIENCE, slow = SLOW }) {
  let held = null; // { id, free, channel }
  let wanted = null; // what a lock that comes late must be of

  function release() {
    held?.free();
    held?.channel?.close();
    held = wanted = null;
  }

  function take(id, free) {
    release();
    const channel = Channel ? new Channel("interview") : null;
    held = { id, free, channel };
    wanted = id;
    if (!channel) return;
    channel.onmessage = async ({ data }) => {
      if (data !== id || held?.channel !== channel) return;
      await letGo();
      release();
      lost(id);
    };
  }

  /** Resolves to whether we hold it now. */
  const ask = (id, options) => new Promise((resolve) => {
    let mine = null;
    const granted = (lock) => {
      if (!lock || wanted !== id) return resolve(false);
      return new Promise((free) => {
        take(id, free);
        mine = held;
        resolve(true);
      });
    };
    locks.request(`interview:${id}`, options, granted).catch(() => {
      resolve(false);
      if (!mine || held !== mine) return;
      release();
      lost(id); // somebody took it without asking twice
    });
  });

  function asked(id) {
    const giving = new AbortController();
    setTimeout(() => giving.abort(), patience);
    const channel = Channel ? new Channel("interview") : null;
    channel?.postMessage(id);
    return ask(id, { signal: giving.signal }).finally(() => channel?.close());
  }

  /** The answer of a browser that is slow to give it is heard all the same, while somebody writes already. */
  function inTime(id, asking) {
    let isLate = false;
    const late = new Promise((resolve) => { setTimeout(() => { isLate = true; resolve(true); }, slow); });
    const heard = asking.then((isOurs) => {
      if (isLate && !isOurs && wanted === id) lost(id);
      return isOurs;
    });
    return Promise.race([heard, late]);
  }

  return {
    release,
    /** Hold an interview when nobody else does; what we held before is free again. */
    async take(id) {
      if (!locks || held?.id === id) return true;
      release();
      wanted = id;
      return inTime(id, ask(id, { ifAvailable: true }));
    },
    /** Take it over. */
    async seize(id) {
      if (!locks || held?.id === id) return;
      release();
      wanted = id;
      if (await asked(id)) return;
      await ask(id, { steal: true });
      await new Promise((resolve) => { setTimeout(resolve, patience); }); // what the other tab was writing is written
    },
  };
}
