// Answers for the meeting where there is no network, with what its page has kept of itself: that one page and the files
// it is drawn with. Everything else passes by, and whatever the network gives goes before.
const KEPT = "headway-meeting";
const MEETING = new URL(self.registration.scope).pathname;
const LONGEST_MS = 24 * 60 * 60 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.origin === self.location.origin;
  const isFile = ["style", "script", "image", "font"].includes(request.destination);
  if (isOurs && (isFile || (request.mode === "navigate" && url.pathname === MEETING))) event.respondWith(answer(request));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    const kept = await (await caches.open(KEPT)).match(request, { ignoreVary: true });
    if (!kept) throw fault;
    const isPage = request.mode === "navigate";
    if (isPage && Date.now() - Date.parse(kept.headers.get("date")) > LONGEST_MS) {
      await caches.delete(KEPT);
      throw fault;
    }
    return kept;
  }
}
