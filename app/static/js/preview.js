/** A look at a questionnaire that is not published yet: nothing is kept on this device, nothing is sent. */
import { paper } from "./page.js";

export const isPreview = paper.preview !== undefined;

/** An interview with nobody, in the language that was asked for. */
export const context = () => ({ wave: paper.wave, activity: 0, group: 0, kind: "talk", mode: "capi", language: paper.preview });

/** What a store does, for as long as the page is open. */
export function dream() {
  const held = new Map();
  return {
    put: async (record) => { held.set(record.id, record); },
    get: async (id) => held.get(id),
    all: async () => [...held.values()],
    remove: async (id) => { held.delete(id); },
    change: async (id, how) => { if (held.has(id)) held.set(id, how(held.get(id))); },
  };
}

/** A messenger that stays at home. */
export const silent = { send() {}, tell() {} };
