// The tables of the trend as one drawing: counts above, drugs and events below, all on the same axis of time.
import { axisBottom } from "d3-axis";
import { scaleSqrt, scaleUtc } from "d3-scale";
import { create } from "d3-selection";
import { line } from "d3-shape";

const DAY = 86_400_000;
const SPANS = [7, 30, 90, 365];
const LEFT = 44;
const RIGHT = 16;
const PLOT = 220;
const LANE = 30;
const EVENT_LANE = 24;

let chosen = null; // days shown, 0 for all; null until somebody chooses

const byTime = (a, b) => a.time - b.time;
const rows = (section, selector) => [...section.querySelectorAll(selector)].map((row) => row.dataset);

/** The shortest span that holds three counts or all of them. */
const fitting = (times, now) => {
  const wanted = Math.min(3, times.length);
  return SPANS.find((days) => times.filter((at) => at >= now - days * DAY).length >= wanted) ?? 0;
};

const clipped = (text, width) => {
  const room = Math.max(4, Math.floor(width / 6.6));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
};

export const drawTrend = (figure) => {
  if (!figure) return;
  const section = figure.closest("section");
  const place = figure.querySelector(".plot");
  const words = figure.dataset;
  const now = Date.parse(words.now);
  const points = rows(section, ".point").map((p) => ({ ...p, time: Date.parse(p.at), y: Number(p.value) })).sort(byTime);
  const drugs = rows(section, ".drug");
  const events = rows(section, ".event").map((e) => ({ ...e, time: Date.parse(e.at) })).sort(byTime);
  const times = [...points, ...events].map((row) => row.time).concat(drugs.filter((d) => d.start).map((d) => Date.parse(d.start)));
  if (!times.length) return;

  const longest = Math.max(1, (now - Math.min(...times)) / DAY);
  const choices = SPANS.filter((days) => days < longest);
  const draw = () => {
    const days = chosen === null || (chosen && !choices.includes(chosen)) ? fitting(points.length ? points.map((p) => p.time) : times, now) : chosen;
    const span = days && days < longest ? days : longest;
    place.replaceChildren(picture(span), ...(choices.length ? [buttons(days && days < longest ? days : 0)] : []));
  };

  const buttons = (current) => {
    const group = document.createElement("div");
    group.className = "spans";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.wordsSpan);
    for (const days of [...choices, 0]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = days ? words.wordsDays.replace("{n}", days) : words.wordsAll;
      button.setAttribute("aria-pressed", String(days === current));
      button.addEventListener("click", () => {
        chosen = days;
        draw();
        [...place.querySelectorAll(".spans button")].find((b) => b.textContent === button.textContent)?.focus();
      });
      group.append(button);
    }
    return group;
  };

  const picture = (span) => {
    const width = Math.max(300, place.clientWidth || 600);
    const from = now - span * DAY * 1.04;
    const until = now + span * DAY * 0.03;
    const kinds = [...new Set(events.filter((e) => e.time >= from).map((e) => e.kind))];
    const lanes = drugs.filter((d) => !d.stop || Date.parse(d.stop) >= from);
    const lanesTop = PLOT + 34;
    const eventsTop = lanesTop + lanes.length * LANE;
    const height = eventsTop + kinds.length * EVENT_LANE + 26;
    const x = scaleUtc([from, until], [LEFT, width - RIGHT]);
    const top = Math.max(160, ...points.map((p) => p.y)) * 1.06;
    const y = scaleSqrt([0, top], [PLOT, 14]);
    const within = (at) => Math.min(Math.max(x(at), LEFT), width - RIGHT);

    const svg = create("svg")
      .attr("viewBox", `0 0 ${width} ${height}`)
      .attr("width", width)
      .attr("height", height)
      .attr("role", "img")
      .attr("aria-label", summary());
    svg.append("clipPath").attr("id", "trend-clip").append("rect")
      .attr("x", LEFT).attr("y", 0).attr("width", width - LEFT - RIGHT).attr("height", PLOT + 4);

    for (const limit of words.limits.split(" ").filter(Boolean).map(Number).filter((l) => l < top)) {
      svg.append("line").attr("class", "limit").attr("x1", LEFT).attr("x2", width - RIGHT).attr("y1", y(limit)).attr("y2", y(limit));
      svg.append("text").attr("class", "limit").attr("x", LEFT - 8).attr("y", y(limit)).attr("dy", ".32em").text(limit);
    }
    svg.append("line").attr("class", "ground").attr("x1", LEFT).attr("x2", width - RIGHT).attr("y1", y(0)).attr("y2", y(0));
    svg.append("text").attr("class", "limit").attr("x", LEFT - 8).attr("y", y(0)).attr("dy", ".32em").text(0);
    svg.append("line").attr("class", "now").attr("x1", x(now)).attr("x2", x(now)).attr("y1", 6).attr("y2", height - 22);

    const curve = svg.append("g").attr("clip-path", "url(#trend-clip)");
    const path = line((p) => x(p.time), (p) => y(p.y));
    const sure = points.filter((p) => !p.doubt);
    const first = sure.findIndex((p) => p.time >= from);
    if (first > 0) curve.append("path").attr("class", "curve before").attr("d", path(sure.slice(first - 1, first + 1)));
    if (first >= 0) curve.append("path").attr("class", "curve").attr("d", path(sure.slice(first)));
    const seen = points.filter((p) => p.time >= from);
    let labelled = null;
    for (const [position, point] of seen.entries()) {
      const dot = svg.append("circle").attr("class", point.doubt ? "dot doubt" : "dot")
        .attr("cx", x(point.time)).attr("cy", y(point.y)).attr("r", 4.5);
      dot.append("title").text(`${point.shown}, ${point.when}${point.doubt ? `, ${words.wordsDoubt}` : ""}`);
      const last = position === seen.length - 1;
      if (labelled && !last && x(point.time) - x(labelled.time) < 30 && Math.abs(y(point.y) - y(labelled.y)) < 16) continue;
      labelled = point;
      const atEdge = x(point.time) > width - RIGHT - 30;
      const rising = seen[position + 1]?.y > point.y;
      svg.append("text").attr("class", "value").attr("x", x(point.time) + (atEdge ? 5 : 0)).attr("y", y(point.y) + (rising && y(point.y) < PLOT - 22 ? 19 : -11))
        .attr("text-anchor", atEdge ? "end" : "middle").text(point.value.replace(/\.0$/, ""));
    }
    const earlier = points.length - seen.length;
    if (earlier) svg.append("text").attr("class", "earlier").attr("x", LEFT + 4).attr("y", 10)
      .text(`← ${words.wordsEarlier.replace("{n}", earlier)}`);

    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${PLOT + 6})`)
      .call(axisBottom(x).ticks(Math.max(2, Math.floor(width / 110))).tickSizeOuter(0).tickFormat(stamp(span)));

    lanes.forEach((drug, lane) => {
      const y0 = lanesTop + lane * LANE;
      const start = drug.start ? Date.parse(drug.start) : from;
      const stop = drug.stop ? Date.parse(drug.stop) : now;
      const group = svg.append("g").attr("class", drug.used ? "drug used" : "drug").attr("data-findings", drug.findings || null);
      group.append("rect").attr("x", within(start)).attr("y", y0 + 15)
        .attr("width", Math.max(3, within(stop) - within(start))).attr("height", 8).attr("rx", 2);
      if (start < from) group.append("text").attr("class", "arrow").attr("x", LEFT - 10).attr("y", y0 + 23).text("←");
      group.append("text").attr("x", LEFT).attr("y", y0 + 10).text(clipped(`${drug.label} · ${drug.told}`, width - LEFT - RIGHT));
      group.append("title").text(`${drug.label}, ${drug.told}`);
    });
    kinds.forEach((kind, lane) => {
      const y0 = eventsTop + lane * EVENT_LANE + 14;
      const own = events.filter((e) => e.kind === kind && e.time >= from);
      svg.append("text").attr("class", "kind").attr("x", 0).attr("y", y0).attr("dy", ".32em").text(clipped(own[0].kindShown, LEFT * 2));
      for (const event of own) {
        const mark = svg.append("g").attr("class", `event ${kind}`).attr("transform", `translate(${within(event.time)},${y0})`);
        mark.append("path").attr("d", SHAPES[kind]);
        mark.append("title").text(`${event.kindShown}: ${event.label}, ${event.when}`);
      }
      const after = within(own.at(-1).time) + 12;
      const before = within(own[0].time) - 12;
      const right = width - after;
      const left = before - LEFT * 2;
      const told = clipped(own.map((e) => e.label).join(", "), Math.max(left, right));
      if (Math.max(left, right) > 60) {
        svg.append("text").attr("class", "told").attr("x", left > right ? before : after).attr("y", y0).attr("dy", ".32em")
          .attr("text-anchor", left > right ? "end" : "start").text(told);
      }
    });
    return svg.node();
  };

  const stamp = (span) => {
    const options = span < 3 ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : span < 300 ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" };
    const format = new Intl.DateTimeFormat(words.lang === "en" ? "en-GB" : words.lang, { timeZone: "UTC", ...options });
    return (at) => format.format(at);
  };
  const summary = () => `${section.querySelector("h2").textContent}: ${points.map((p) => `${p.shown} ${p.when}`).join("; ")}`;

  place.hidden = false;
  draw();
  figure.redraw = draw;
};

const SHAPES = {
  bleeding: "M0,-7 C4,-1 5,1 5,3 A5,5 0 0 1 -5,3 C-5,1 -4,-1 0,-7Z",
  transfusion: "M-5,-6 h10 v8 a5,4 0 0 1 -10,0Z",
  thrombosis: "M-6,-6 L6,6 M6,-6 L-6,6",
};

let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => document.getElementById("trend")?.redraw?.(), 120);
});
