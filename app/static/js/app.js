/** What small pages need: a link's token comes in the address's fragment, which no server and no log ever sees. */

const form = document.querySelector(".signin");
const token = location.hash.slice(1);

if (form && token) {
  form.secret.value = token;
  form.querySelector(".without-link").hidden = true;
  form.querySelector(".with-link").hidden = false;
  form.secret.removeAttribute("required");
  history.replaceState(null, "", location.pathname);
}
