// Drag a deal to the corner you see it in; the form beside it then asks why. The form alone does the same.
(() => {
  "use strict";
  const KINDS = { left: { top: "relationship", bottom: "service" }, right: { top: "consultancy", bottom: "solution" } };
  const FAR = 5; // pixels; less is a click
  let held = null;

  function place(svg, event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  function kindAt(svg, point) {
    const side = point.x < Number(svg.dataset.middleX) ? "left" : "right";
    return KINDS[side][point.y < Number(svg.dataset.middleY) ? "top" : "bottom"];
  }

  function back(dot) {
    dot.removeAttribute("transform");
    dot.classList.remove("held");
  }

  function ask(dealId, kind) {
    const form = document.getElementById("elsewhere");
    form.elements.deal_id.value = dealId;
    form.elements.kind.value = kind;
    form.querySelector("[data-dragged]").hidden = false;
    form.elements.reason.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("pointerdown", (event) => {
    const dot = event.target.closest(".matrix-picture a[data-deal] circle");
    if (!dot || event.button !== 0 || !document.getElementById("elsewhere")) return;
    document.querySelectorAll(".matrix-picture .held").forEach(back);
    held = { dot, svg: dot.ownerSVGElement, from: event, moved: false };
    dot.setPointerCapture(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { dot, svg, from } = held;
    held.moved ||= Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > FAR;
    if (!held.moved) return;
    const start = place(svg, from), now = place(svg, event);
    dot.classList.add("held");
    dot.setAttribute("transform", `translate(${now.x - start.x} ${now.y - start.y})`);
  });

  document.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { dot, svg, moved } = held, deal = dot.closest("a");
    held = moved ? { done: true } : null;
    setTimeout(() => { held = null; });
    if (!moved) return;
    const kind = kindAt(svg, place(svg, event));
    if (kind === deal.dataset.kind) back(dot);
    else ask(deal.dataset.deal, kind);
  });

  document.addEventListener("pointercancel", () => {
    if (held?.dot) back(held.dot);
    held = null;
  });
  // The end of a drag is no click, and a dot is no link to be carried off.
  document.addEventListener("click", (event) => { if (held?.done) event.preventDefault(); }, true);
  document.addEventListener("dragstart", (event) => { if (event.target.closest(".matrix-picture")) event.preventDefault(); });
})();
