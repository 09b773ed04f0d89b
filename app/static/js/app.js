/** What small pages need: a link's token comes in the address's fragment, which no server and no log ever sees. */

const form = document.querySelector(".signin");

/** Take the token out of the address, so that it stays in no history, and ask for one tap. */
function take() {
  const token = location.hash.slice(1);
  if (!form || !token) return;
  form.secret.value = token;
  form.querySelector(".without-link").hidden = true;
  form.querySelector(".with-link").hidden = false;
  form.secret.removeAttribute("required");
  history.replaceState(null, "", location.pathname);
}

take();
addEventListener("hashchange", take); // a link opened where the page stands already
