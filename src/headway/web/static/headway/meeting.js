// The meeting: one deal at a time, and drafts that stay in this browser, at every key, until the server has kept them.
(() => {
  const meeting = document.querySelector("[data-meeting]");
  if (!meeting) return;
  const AGAIN_MS = 5000;
  const words = document.querySelector("[data-words]").dataset;
  const deals = [...meeting.querySelectorAll(".meeting-deal")];
  const forms = [...meeting.querySelectorAll("form[data-draft]")];
  let here = 0;

  // Drafts: what is written, under who writes and about which deal.
  const key = (form) => `headway ${meeting.dataset.meeting} ${form.dataset.draft} ${form.elements.deal_id.value}`;
  const written = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "next"].includes(name)));
  const draft = (form) => JSON.parse(localStorage.getItem(key(form)) ?? "null");
  const say = (form, said) => { form.querySelector("[role=status]").textContent = said; };

  function keep(form, waits) {
    const told = { ...written(form), waits };
    if (form.dataset.draft === "note" && !told.text.trim()) return localStorage.removeItem(key(form));
    localStorage.setItem(key(form), JSON.stringify(told));
  }

  async function send(form) {
    const sent = draft(form);
    if (!sent?.waits || form.dataset.sending) return;
    form.dataset.sending = "yes";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.status >= 500) throw new Error(answer.statusText);
      const isSame = JSON.stringify(draft(form)) === JSON.stringify(sent);
      if (answer.ok && isSame) done(form);
      else if (!answer.ok) { keep(form, false); say(form, words.wrong); }
    } catch {
      say(form, words.here);
    } finally {
      delete form.dataset.sending;
    }
  }

  // A note goes on being the same one; what was agreed makes room for the next.
  function done(form) {
    localStorage.removeItem(key(form));
    say(form, words.kept);
    if (form.dataset.draft === "note") return;
    for (const name of ["what", "person", "by_on"]) form.elements[name].value = "";
    form.elements.draft_id.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  }

  for (const form of forms) {
    const before = draft(form);
    form.elements.draft_id.value = before?.draft_id ?? crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    if (before) {
      for (const [name, value] of Object.entries(before)) if (form.elements[name]) form.elements[name].value = value;
      say(form, words.here);
    }
    form.addEventListener("input", () => keep(form, form.dataset.draft === "note"));
    form.addEventListener("change", () => send(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); keep(form, true); send(form); });
  }
  const sendAll = () => forms.forEach(send);
  window.addEventListener("online", sendAll);
  setInterval(sendAll, AGAIN_MS);
  sendAll();

  function show(place) {
    if (!deals.length) return;
    here = Math.min(deals.length - 1, Math.max(0, place));
    deals.forEach((deal, at) => { deal.hidden = at !== here; });
    document.querySelectorAll("[data-step]").forEach((button) => {
      button.hidden = deals.length < 2;
      button.disabled = !deals[here + Number(button.dataset.step)];
    });
    deals[here].focus({ preventScroll: true });
    deals[here].scrollIntoView({ block: "nearest" });
  }

  document.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => show(here + Number(button.dataset.step))));
  document.querySelectorAll("[data-steps]").forEach((note) => { note.hidden = false; });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea") || document.querySelector("dialog[open]")) return;
    if (event.key === "n") show(here + 1);
    else if (event.key === "p") show(here - 1);
    else if (event.key === "w") { event.preventDefault(); deals[here]?.querySelector("textarea")?.focus(); }
  });
  show(0);

  // Opened again without network, this page is drawn from what it keeps of itself; the meeting opened last, no other.
  const KEPT = "headway-meeting";
  const offline = document.querySelector("[data-offline]");
  const tell = () => { offline.hidden = navigator.onLine; };
  for (const change of ["online", "offline"]) window.addEventListener(change, tell);
  tell();

  async function keepPage() {
    const files = [...document.querySelectorAll("head script[src], head link[href]")].map((each) => each.src ?? each.href);
    await navigator.serviceWorker.register(meeting.dataset.worker);
    await caches.delete(KEPT);
    await (await caches.open(KEPT)).addAll([location.href, ...files]);
    meeting.dataset.kept = "yes";
  }
  if (navigator.serviceWorker && window.caches && navigator.onLine) keepPage().catch(() => {});
})();
