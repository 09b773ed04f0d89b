/**
 * On a phone that was handed over: nobody touches it for a while, a line counts down, and it is clean again. Without
 * this script the page does the same by itself, in larger steps. Written for browsers of ten years ago.
 */
var still = document.getElementById("still");
var touched = Date.now();
var isAsking = false;

function seconds() { return Math.ceil(Number(still.dataset.idle) + Number(still.dataset.left) - (Date.now() - touched) / 1000); }

function tick() {
  var left = seconds();
  var words = still.querySelector("span");
  isAsking = left <= Number(still.dataset.left);
  still.hidden = !isAsking;
  if (isAsking) words.textContent = words.dataset.words.replace("{seconds}", String(Math.max(left, 0)));
  if (left <= 0) location.replace(still.dataset.next);
}

function here() {
  touched = Date.now();
  tick();
}

if (still) {
  still.querySelector("button").addEventListener("click", here);
  ["input", "touchstart", "keydown", "scroll", "click"].forEach(function (name) {
    document.addEventListener(name, function () { if (!isAsking) here(); }, true);
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) tick(); });
  setInterval(tick, 1000);
  tick();
}
addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); }); // nothing of the person before
