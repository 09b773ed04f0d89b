/** Which explanation fits; none on a desk. A tablet of Apple calls itself a Macintosh, but has no mouse. */
export function platform({ userAgent, maxTouchPoints = 0 }) {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return "ios";
  if (!/Android/.test(userAgent)) return null;
  if (/SamsungBrowser/.test(userAgent)) return "samsung";
  return /Firefox/.test(userAgent) ? "firefox" : "android";
}
