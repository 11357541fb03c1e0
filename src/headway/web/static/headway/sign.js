// Whoever signs out, or has to sign in anew, leaves nothing of the meeting for whoever uses this browser next.
if (window.caches) caches.delete("headway-meeting");
navigator.serviceWorker?.getRegistrations().then((found) => found.forEach((each) => each.unregister()));
