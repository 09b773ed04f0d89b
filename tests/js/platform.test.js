import assert from "node:assert/strict";
import { test } from "node:test";
import { platform } from "../../app/static/js/platform.js";

const AGENTS = {
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1": "ios",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 CriOS/142.0 Mobile/15E148 Safari/604.1": "ios",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36": "android",
  "Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36": "samsung",
  "Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0": "firefox",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36": null,
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.6 Safari/605.1.15": null,
};

for (const [userAgent, where] of Object.entries(AGENTS)) {
  test(`the home screen is explained for ${where ?? "nobody"}: ${userAgent.slice(12, 60)}`, () => {
    assert.equal(platform({ userAgent }), where);
  });
}

test("a tablet of Apple calls itself a Macintosh, but has fingers", () => {
  assert.equal(platform({ userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.6 Safari", maxTouchPoints: 5 }), "ios");
});
