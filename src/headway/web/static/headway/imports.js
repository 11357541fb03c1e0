/* The import's form: a folder can be chosen, what is too large is told before it is sent, and sending is shown.
   Without this file the form still works, with files or a zip. */
"use strict";
const form = document.getElementById("import");

function show(name, is_shown) {
  for (const part of document.querySelectorAll(`[${name}]`)) part.hidden = !is_shown;
}

function isTooLarge() {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  return files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.most);
}

show("data-needs-script", true);
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== form) return;
  show("data-too-large", isTooLarge());
  if (isTooLarge()) event.preventDefault();
  else show("data-sending", true);
});
document.body.addEventListener("htmx:xhr:progress", (event) => {
  const sent = document.getElementById("sent");
  if (sent && event.detail.lengthComputable) sent.value = event.detail.loaded / event.detail.total;
});
// An upload that was refused comes back as the same page with the reason on it.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
});
