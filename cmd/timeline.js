// The page of `gort timeline`: draws the lanes of one or two traces on one time axis, and says of
// an event what happened. The data are made by timeline.py.
const DATA = JSON.parse(document.getElementById("data").textContent);
// Kinds of spans besides a run, and of arrows besides a wake-up, as in timeline.py.
const SYSCALL = 1, IDLE = 2, GC = 3, STOPPED = 4;
const STEAL = 1, HANDOFF = 2, PREEMPT = 3;
const COLOURS = DATA.arrows;
const GUTTER = 104; // for the names of the lanes
const MOST = 300; // arrows of a kind in view; more would hide the lanes
const NEAR = 6; // pixels between the pointer and what it means
const SLICE = 10e6; // ns: forcePreemptNS
const TAKEN = 20e3; // ns: sysmon sleeps that long at least, and takes no P of a younger call
// Events of the life of a goroutine: of the one that the event is about, not the one that runs.
const LIFE = new Set(`GoCreate GoUnblock GoStart GoStartLabel GoEnd GoStop GoSched GoPreempt GoSleep
	GoBlock GoBlockSend GoBlockRecv GoBlockSelect GoBlockSync GoBlockCond GoBlockNet GoBlockGC
	GoSysCall GoSysBlock GoSysExit GoWaiting GoInSyscall`.split(/\s+/));
const ABOUT = new Set(["GoCreate", "GoUnblock"]);
const WAITS = {
	GoSleep: "sleeps", GoBlock: "waits inside the runtime", GoStop: "waits for ever",
	GoBlockSend: "waits to send to a channel", GoBlockRecv: "waits to receive from a channel",
	GoBlockSelect: "waits in a select", GoBlockSync: "waits for a semaphore: a mutex or WaitGroup",
	GoBlockCond: "waits for a condition", GoBlockNet: "waits for the network or a file",
	GoBlockGC: "waits for the collector's workers",
};

const $ = (id) => document.getElementById(id);
const canvas = $("lanes"), view = $("view"), overview = $("overview");

// ---- Data

// The number of elements of a sorted array that are smaller than x, by what key takes from them.
function below(array, x, key = (e) => e) {
	let low = 0, high = array.length;
	while (low < high) {
		const mid = (low + high) >> 1;
		if (key(array[mid]) < x) low = mid + 1;
		else high = mid;
	}
	return low;
}

// Rows of n numbers, of which the first `moments` are differences from the moment before.
function table(flat, n, moments) {
	const found = [];
	for (let i = 0, last = 0; i < flat.length; i += n) {
		const made = flat.slice(i, i + n);
		for (let j = 0; j < moments; j++) last = made[j] += last;
		found.push(made);
	}
	return found;
}

function lane(side, [kind, id, flat]) {
	const all = table(flat, 4, 2), n = all.length;
	const spans = {kind, id, n, a: new Int32Array(n), start: new Float64Array(n),
		end: new Float64Array(n), g: new Float64Array(n), what: new Uint8Array(n),
		busy: new Float64Array(n + 1)};
	for (let i = 0; i < n; i++) {
		const [a, b, g, what] = all[i];
		spans.a[i] = a;
		spans.start[i] = side.at(a);
		spans.end[i] = side.at(b);
		spans.g[i] = g;
		spans.what[i] = what;
		spans.busy[i + 1] = spans.busy[i] + (what === IDLE ? 0 : spans.end[i] - spans.start[i]);
	}
	return spans;
}

function queue(side, flat) {
	const all = table(flat, 2, 1), n = all.length;
	const q = {t: new Float64Array(n), n: new Int32Array(n), most: 0};
	for (let i = 0; i < n; i++) {
		q.t[i] = side.at(all[i][0]);
		q.n[i] = all[i][1];
		if (q.t[i] > side.begin || i === n - 1) q.most = Math.max(q.most, q.n[i]);
	}
	return q;
}

// The events before and after each in the life of its goroutine.
function lives(side) {
	const last = new Map();
	side.before = new Int32Array(side.n).fill(-1);
	side.after = new Int32Array(side.n).fill(-1);
	for (let i = 0; i < side.n; i++) {
		const g = side.about(i);
		if (!g) continue;
		if (last.has(g)) {
			side.before[i] = last.get(g);
			side.after[last.get(g)] = i;
		}
		last.set(g, i);
	}
}

function group(n, key) {
	const groups = new Map();
	for (let i = 0; i < n; i++) {
		const k = key(i);
		if (k === null) continue;
		if (!groups.has(k)) groups.set(k, []);
		groups.get(k).push(i);
	}
	return groups;
}

for (const [number, side] of DATA.sides.entries()) {
	let now = side.begin;
	side.number = number;
	side.t = Float64Array.from(side.t, (d) => now += d);
	side.n = side.t.length;
	side.at = (i) => i < 0 ? side.begin : i < side.n ? side.t[i] : side.end;
	side.kind = (i) => side.kinds[side.k[i]];
	side.about = (i) => {
		const kind = side.kind(i);
		return ABOUT.has(kind) ? side.o[i] : LIFE.has(kind) ? side.g[i] : 0;
	};
	side.lanes = side.lanes.map((flat) => lane(side, flat));
	for (const q in side.queues) side.queues[q] = queue(side, side.queues[q]);
	lives(side);
	side.ofP = group(side.n, (i) => side.p[i]);
	side.ofM = group(side.n, (i) => side.m[i]);
	side.ofKind = group(side.n, (i) => side.kind(i));
	side.ofGC = (side.ofKind.get("GCSTWStart") || []).concat(side.ofKind.get("GCStart") || [],
		side.ofKind.get("GCSTWDone") || [], side.ofKind.get("GCDone") || []).sort((a, b) => a - b);
	side.arrows = COLOURS.map(() => []);
	side.arrowOf = new Map();
	for (const arrow of table(side.links, 3, 2)) {
		side.arrows[arrow[2]].push(arrow);
		side.arrowOf.set(arrow[0], arrow);
		side.arrowOf.set(arrow[1], arrow);
	}
	for (const list of side.arrows) list.sort((a, b) => a[0] - b[0]);
	side.byEnd = side.arrows.map((list) => [...list].sort((a, b) => a[1] - b[1]));
}

const BEGIN = Math.min(...DATA.sides.map((side) => side.begin));
const END = Math.max(...DATA.sides.map((side) => side.end), BEGIN + 1);
let from = BEGIN, to = END; // what is in view
let picked = null; // {side, i, row}
let only = ""; // the goroutine that is shown in colour; "" for all

// ---- Rows

const rows = [], rowAt = new Map();
function rowsOf(side) {
	const add = (kind, id, h, name, extra) => {
		const y = rows.length ? rows[rows.length - 1].y + rows[rows.length - 1].h : 0;
		const made = {side, kind, id, h, name, y, events: [], lane: null, ...extra};
		rows.push(made);
		rowAt.set(`${side.number} ${kind} ${id}`, made);
	};
	const laneOf = (kind, id) => side.lanes.find((l) => l.kind === kind && l.id === id);
	add("title", 0, 26, "");
	add("queue", -1, 22, "global queue", {queue: side.queues[-1]});
	if (side.ofGC.length) add("GC", 0, 18, "collector", {lane: laneOf("GC", 0), events: side.ofGC});
	for (const p of [...side.ofP.keys()].sort((a, b) => a - b)) {
		if (p < 0) continue;
		add("P", p, 24, `P${p}`, {lane: laneOf("P", p), events: side.ofP.get(p)});
		add("queue", p, 13, "queue", {queue: side.queues[p]});
	}
	if (side.ofP.has(-1)) add("P", -1, 18, "no P", {events: side.ofP.get(-1)});
	for (const m of [...side.ofM.keys()].sort((a, b) => a - b)) {
		if (m >= 0) add("M", m, 17, `M${m}`, {lane: laneOf("M", m), events: side.ofM.get(m)});
	}
	add("gap", 0, 12, "");
}
DATA.sides.forEach(rowsOf);
const HEIGHT = rows[rows.length - 1].y + rows[rows.length - 1].h;
const row = (side, kind, id) => rowAt.get(`${side.number} ${kind} ${id}`);

// ---- Words

function span(ns) {
	if (ns < 1000) return `${Math.round(ns)} ns`;
	if (ns < 1e6) return `${(ns / 1e3).toFixed(1)} µs`;
	return ns < 1e9 ? `${(ns / 1e6).toFixed(3)} ms` : `${(ns / 1e9).toFixed(3)} s`;
}
const moment = (ns) => `${(ns / 1e6).toFixed(4)} ms`;
const P = (p) => p < 0 ? "no P" : `P${p}`;
function G(side, g) {
	if (!g) return "the runtime";
	return side.names[g] ? `G${g} (${side.names[g]})` : `G${g}`;
}
const bytes = (n) => n < 1 << 20 ? `${(n / 1024).toFixed(0)} KB` : `${(n / 1048576).toFixed(1)} MB`;

// When the goroutine that stops at event i was started; -1: before the part that is shown.
function started(side, i) {
	let j = side.before[i];
	while (j >= 0 && side.kind(j) === "GoSysCall") j = side.before[j];
	return j >= 0 && side.kind(j).startsWith("GoStart") ? j : -1;
}
function ran(side, i) {
	const j = started(side, i);
	return j < 0 ? null : side.t[i] - side.t[j];
}
const top = (side, i) => (side.frames[side.stacks[side.s[i]][0]] || [""])[0];

// The last event of the kind up to event i, or the first one after it.
function around(side, kind, i, after) {
	const list = side.ofKind.get(kind) || [], n = below(list, i + 1);
	return (after ? list[n] : list[n - 1]) ?? -1;
}
function stopping(side, i) {
	const start = around(side, "GCSTWStart", i, false);
	return start >= 0 && around(side, "GCSTWDone", i, false) < start;
}

function preemption(side, i) {
	const time = ran(side, i);
	const how = top(side, i) === "runtime.asyncPreempt"
		? "The signal SIGURG interrupted it; the handler made it call asyncPreempt."
		: "The stack check at the beginning of a function made it give way, or the runtime did.";
	let why;
	if (stopping(side, i)) {
		why = "Cause: the world is being stopped for the collector; the M that stops it asked " +
			"every running goroutine to give way (preemptall).";
	} else if (time !== null && time >= 0.99 * SLICE) {
		why = `Cause: it had run for ${span(time)}, a time slice of 10 ms; sysmon saw that and ` +
			"asked it to give way (retake, preemptone).";
	} else {
		const again = around(side, "Gomaxprocs", i, true);
		const soon = again < 0 ? SLICE : side.t[again] - side.t[i];
		why = soon < SLICE ? `Cause: probably a stop of the world, which ends ${span(soon)} later.`
			: "Cause: the time slice of 10 ms is the P's, and goroutines that ran before it, " +
				"each started by the one before, have used part of it.";
	}
	return `${how} ${why} It waits in the global queue.`;
}

function lost(side, i) {
	const call = side.before[i], time = call >= 0 ? side.t[i] - side.t[call] : null;
	if (stopping(side, i)) return "a stop of the world takes the P";
	const onP = side.ofP.get(side.p[i]), next = onP[below(onP, i + 1)];
	if (next !== undefined && side.kind(next) === "GoSysExit") {
		return `the M of ${G(side, side.g[next])} comes from its own call and takes its old P back`;
	}
	if (time === null) return "sysmon takes the P (retake)";
	if (time < TAKEN) return "the M gives the P away at once, since the call will block";
	return `sysmon takes the P (retake), ${span(time)} after the call began`;
}

// What happened at event i, in a sentence or two.
function sentence(side, i) {
	const kind = side.kind(i), o = side.o[i], text = side.x[i] || "";
	const g = G(side, side.g[i]), p = P(side.p[i]), m = side.m[i] < 0 ? "" : ` on M${side.m[i]}`;
	const time = ran(side, i), after = time === null ? "" : `, after it ran for ${span(time)}`;
	const before = side.before[i];
	const since = before < 0 ? "" : span(side.t[i] - side.t[before]);
	const there = before >= 0 && side.kind(before) === "GoCreate" && !side.g[before];
	const wait = since && !there ? ` It waited ${since} for that.` : "";
	const arrow = side.arrowOf.get(i);
	if (WAITS[kind]) return `${g} ${WAITS[kind]}${after}.`;
	switch (kind) {
	case "GoCreate":
		return !side.g[i] ? `${G(side, o)} was there when the trace began.`
			: `${g} makes ${G(side, o)} by a go statement, and puts it into the queue of ${p}.`;
	case "GoStart": case "GoStartLabel":
		if (arrow && arrow[2] === STEAL && arrow[1] === i) {
			return `M${side.m[i]} has stolen ${g} from the queue of ${P(side.p[arrow[0]])}, and ` +
				`runs it on ${p}.${wait}`;
		}
		return `${g} runs on ${p},${m}.${wait}`;
	case "GoEnd": return `${g} ends${after}.`;
	case "GoSched":
		return `${g} gives way by runtime.Gosched${after}; it waits in the global queue.`;
	case "GoPreempt": return `${g} is preempted${after}. ${preemption(side, i)}`;
	case "GoUnblock":
		return (side.g[i] ? `${g} wakes ${G(side, o)}`
			: `The runtime wakes ${G(side, o)}: a timer, the poller or the scheduler`) +
			(side.p[i] < 0 ? ", on a thread without a P, into the global queue."
				: `, into the queue of ${p}.`) +
			(since && ` It had waited ${since}.`);
	case "GoSysCall":
		return `${g} goes into a system call${m}; ${p} stays with it, until someone takes it.`;
	case "GoSysBlock": return `${g} loses ${p} in its system call: ${lost(side, i)}.`;
	case "GoSysExit":
		return `The system call of ${g} ends` +
			(since && `, ${since} after it lost its P`) +
			(side.p[i] < 0 ? "; no P is free, so it waits in the global queue." : "; it gets a P.");
	case "GoWaiting": return `${g} was waiting when the trace began.`;
	case "GoInSyscall": return `${g} was in a system call when the trace began.`;
	case "ProcStart":
		return arrow ? `M${o} takes ${p}, which another M has handed off.`
			: `M${o} takes ${p}, and looks for a goroutine to run.`;
	case "ProcStop": return `${p} stops: its M lets it go${m}.`;
	case "Gomaxprocs": return `The world starts again, with ${o} Ps.`;
	case "GCStart": return "A collection begins.";
	case "GCDone": return "The collection ends.";
	case "GCSTWStart": return "The collector stops the world.";
	case "GCSTWDone": return "The collector starts the world again.";
	case "GCSweepStart": return `${g} begins to sweep spans.`;
	case "GCSweepDone": {
		const [swept, freed] = text.split(" ").map((n) => bytes(Number(n)));
		return `${g} has swept` + (text && ` ${swept}, of which ${freed} were free`) + ".";
	}
	case "GCMarkAssistStart": return `${g} begins to help with marking, before it allocates.`;
	case "GCMarkAssistDone": return `${g} has helped with marking.`;
	case "HeapAlloc": return `The heap has ${bytes(o)}.`;
	case "HeapGoal":
		return o ? `The next collection is due at ${bytes(o)}.` : "No collection is due.";
	case "UserTaskCreate": return `${g} begins task ${o}, “${text}”.`;
	case "UserTaskEnd": return `${g} ends task ${o}.`;
	case "UserRegion": return `${g} ${o ? "ends" : "begins"} the region “${text}”.`;
	case "UserLog": return `${g} logs “${text}”.`;
	case "CPUSample": return `A sample of the CPU profile was taken of ${g}.`;
	default: return `${kind}.`;
	}
}

// ---- Drawing

const ctx = canvas.getContext("2d");
let wide = canvas.clientWidth - GUTTER; // asked once a picture, as the layout answers slowly
const x = (t) => GUTTER + (t - from) / (to - from) * wide;
const timeAt = (px) => from + (px - GUTTER) / wide * (to - from);
const colour = (g, light) => `hsl(${g * 137 % 360} 65% ${light}%)`;

let waiting = false;
function redraw() {
	if (waiting) return;
	waiting = true;
	requestAnimationFrame(() => { waiting = false; draw(); });
}

function fit(element, context) {
	const scale = window.devicePixelRatio || 1;
	const w = element.clientWidth * scale, h = element.clientHeight * scale;
	if (element.width !== w || element.height !== h) {
		element.width = w;
		element.height = h;
	}
	context.setTransform(scale, 0, 0, scale, 0, 0);
	context.clearRect(0, 0, w, h);
}

function fillOf(spans, i) {
	if (spans.what[i] === IDLE) return "#e3e8ee";
	if (spans.what[i] === GC) return "#8ce99a";
	if (spans.what[i] === STOPPED) return "#ffa8a8";
	if (only && String(spans.g[i]) !== only) return "#d8dee6";
	return colour(spans.g[i], spans.what[i] === SYSCALL ? 90 : 74);
}

// Spans narrower than a pixel are drawn as one grey column for all of that pixel, as high as they
// fill it; a binary search finds the first span of the next pixel.
function drawSpans(r, y) {
	const spans = r.lane;
	if (!spans) return;
	const px = (to - from) / wide, h = r.h - 4;
	let i = below(spans.end, from);
	while (i < spans.n && spans.start[i] < to) {
		const left = Math.max(x(spans.start[i]), GUTTER);
		const right = Math.min(x(spans.end[i]), GUTTER + wide);
		if (right - left >= 1) {
			const idle = spans.what[i] === IDLE;
			ctx.fillStyle = fillOf(spans, i);
			ctx.fillRect(left, y + (idle ? h / 2 : 2), right - left, idle ? 3 : h);
			if (spans.what[i] === SYSCALL && (!only || String(spans.g[i]) === only)) {
				ctx.strokeStyle = colour(spans.g[i], 55);
				ctx.strokeRect(left + 0.5, y + 2.5, right - left - 1, h - 1);
			}
			if (spans.g[i] && right - left > 34 && h > 12) {
				ctx.fillStyle = "#1c2733";
				const name = `G${spans.g[i]}${spans.what[i] === SYSCALL ? " (system call)" : ""}`;
				ctx.fillText(name, left + 4, y + h / 2 + 6, right - left - 6);
			}
			i++;
			continue;
		}
		const column = Math.floor(left), until = timeAt(column + 1);
		let j = below(spans.end, until);
		if (j <= i) j = i + 1;
		const share = Math.min(1, (spans.busy[j] - spans.busy[i]) / px);
		ctx.fillStyle = j - i === 1 ? fillOf(spans, i) : "#97a4b3";
		const high = Math.max(h * share, 2);
		ctx.fillRect(column, y + 2 + h - high, 1, high);
		i = j;
	}
}

// Of all lengths within a pixel the greatest is drawn.
function drawQueue(r, y) {
	const q = r.queue;
	if (!q) return;
	const unit = (r.h - 3) / Math.max(q.most, 1);
	const end = Math.min(to, r.side.end), px = (to - from) / wide;
	const bar = (t, until, n) => {
		if (n && until > t) ctx.fillRect(x(t), y + r.h - 1 - n * unit, (until - t) / px, n * unit);
	};
	ctx.fillStyle = "#4c6ef5";
	for (let i = Math.max(below(q.t, from) - 1, 0); i < q.t.length && q.t[i] < end;) {
		const left = Math.max(q.t[i], from);
		let high = q.n[i], last = high;
		for (i++; i < q.t.length && q.t[i] < left + px; i++) high = Math.max(high, last = q.n[i]);
		const right = i < q.t.length ? Math.min(q.t[i], end) : end;
		bar(left, left + px, high);
		bar(left + px, right, last);
	}
}

// A mark for each event, if there is room; preemptions always, at most one a pixel.
function drawEvents(r, y) {
	const side = r.side;
	const first = below(r.events, below(side.t, from)), end = below(r.events, below(side.t, to));
	const all = end - first < wide / 4;
	if (all) {
		ctx.fillStyle = "#4a5866";
		for (let j = first; j < end; j++) {
			ctx.fillRect(x(side.t[r.events[j]]) - 0.5, y + r.h - 6, 1, 5);
		}
	}
	if (r.kind !== "P") return;
	const list = side.ofKind.get("GoPreempt") || [];
	ctx.fillStyle = COLOURS[PREEMPT];
	let last = -1;
	for (let j = below(list, below(side.t, from)); j < list.length && side.t[list[j]] < to; j++) {
		const at = Math.floor(x(side.t[list[j]]));
		if (side.p[list[j]] !== r.id || at === last) continue;
		last = at;
		ctx.beginPath();
		ctx.moveTo(at - 4, y);
		ctx.lineTo(at + 4, y);
		ctx.lineTo(at, y + 7);
		ctx.fill();
	}
}

function place(side, i, kind) {
	const r = kind === HANDOFF ? row(side, "M", side.m[i]) : row(side, "P", side.p[i]);
	return r && {x: x(side.t[i]), y: r.y - view.scrollTop + r.h / 2};
}

function drawArrow(side, [start, end, kind], strong) {
	const a = place(side, start, kind), b = place(side, end, kind);
	if (!a || !b) return;
	ctx.strokeStyle = ctx.fillStyle = COLOURS[kind];
	ctx.lineWidth = strong ? 2.5 : 1;
	const bend = a.y === b.y ? 14 : 0;
	const mid = {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - bend};
	ctx.beginPath();
	ctx.moveTo(a.x, a.y);
	ctx.quadraticCurveTo(mid.x, mid.y, b.x, b.y);
	ctx.stroke();
	const angle = Math.atan2(b.y - mid.y, b.x - mid.x);
	ctx.beginPath();
	ctx.moveTo(b.x, b.y);
	ctx.lineTo(b.x - 8 * Math.cos(angle - 0.4), b.y - 8 * Math.sin(angle - 0.4));
	ctx.lineTo(b.x - 8 * Math.cos(angle + 0.4), b.y - 8 * Math.sin(angle + 0.4));
	ctx.fill();
	ctx.lineWidth = 1;
}

// The arrows of a kind that begin or end in view; too many are not drawn.
function drawArrows(side) {
	const first = below(side.t, from), end = below(side.t, to);
	for (let kind = 0; kind < COLOURS.length; kind++) {
		if (!$(`arrow${kind}`).checked) continue;
		const seen = new Set();
		for (const [list, at] of [[side.arrows[kind], 0], [side.byEnd[kind], 1]]) {
			let low = below(list, first, (arrow) => arrow[at]);
			while (low < list.length && list[low][at] < end && seen.size <= MOST) {
				seen.add(list[low++]);
			}
		}
		if (seen.size > MOST) continue;
		for (const arrow of seen) drawArrow(side, arrow, false);
	}
}

function step() {
	const want = (to - from) / wide * 110, unit = 10 ** Math.floor(Math.log10(want));
	return unit * [1, 2, 5, 10].find((m) => m * unit >= want);
}

function drawAxis(h) {
	const unit = step(), digits = Math.max(0, 6 - Math.floor(Math.log10(unit)));
	ctx.fillStyle = "#4a5866";
	ctx.strokeStyle = "#e9edf2";
	for (let t = Math.ceil(from / unit) * unit; t <= to; t += unit) {
		ctx.beginPath();
		ctx.moveTo(x(t), 16);
		ctx.lineTo(x(t), h);
		ctx.stroke();
		ctx.fillText(`${(t / 1e6).toFixed(Math.min(digits, 6))} ms`, x(t) + 3, 12);
	}
}

function drawRow(r) {
	const y = r.y - view.scrollTop;
	if (y + r.h < 16 || y > canvas.clientHeight) return;
	if (r.kind === "title") {
		ctx.fillStyle = "#1c2733";
		ctx.font = "600 14px system-ui, sans-serif";
		ctx.fillText(`${r.side.name}: ${r.side.file}`, 4, y + 18);
		ctx.font = "12px system-ui, sans-serif";
		return;
	}
	drawSpans(r, y);
	if (r.kind === "queue") drawQueue(r, y);
	drawEvents(r, y);
	ctx.fillStyle = "#fff";
	ctx.fillRect(0, y, GUTTER, r.h);
	ctx.fillStyle = r.kind === "queue" ? "#6b7886" : "#1c2733";
	const most = r.kind === "queue" && r.queue ? ` ≤ ${r.queue.most}` : "";
	ctx.textAlign = "right";
	ctx.fillText(r.name + most, GUTTER - 8, y + r.h / 2 + 4, GUTTER - 12);
	ctx.textAlign = "left";
}

function draw() {
	fit(canvas, ctx);
	wide = canvas.clientWidth - GUTTER;
	ctx.font = "12px system-ui, sans-serif";
	drawAxis(canvas.clientHeight);
	ctx.save();
	ctx.beginPath();
	ctx.rect(0, 16, canvas.clientWidth, canvas.clientHeight - 16);
	ctx.clip();
	ctx.translate(0, 16);
	rows.forEach(drawRow);
	ctx.beginPath();
	ctx.rect(GUTTER, 0, wide, canvas.clientHeight);
	ctx.clip();
	DATA.sides.forEach(drawArrows);
	if (picked) {
		const {side, i, row: r} = picked, at = x(side.t[i]), y = r.y - view.scrollTop;
		ctx.strokeStyle = "#0a58a5";
		ctx.setLineDash([4, 3]);
		ctx.beginPath();
		ctx.moveTo(at, 0);
		ctx.lineTo(at, canvas.clientHeight);
		ctx.stroke();
		ctx.setLineDash([]);
		ctx.lineWidth = 2;
		ctx.strokeRect(at - 4, y + 1, 8, r.h - 2);
		ctx.lineWidth = 1;
		if (side.arrowOf.has(i)) drawArrow(side, side.arrowOf.get(i), true);
	}
	ctx.restore();
	drawOverview();
}

// How busy the Ps of each trace are, from the first event to the last, and what part is in view.
function drawOverview() {
	const c = overview.getContext("2d"), w = overview.clientWidth - GUTTER;
	fit(overview, c);
	const h = overview.clientHeight / DATA.sides.length, px = (END - BEGIN) / w;
	c.font = "12px system-ui, sans-serif";
	DATA.sides.forEach((side, n) => {
		const lanes = side.lanes.filter((l) => l.kind === "P");
		c.fillStyle = "#4a5866";
		c.fillText(side.name, 4, n * h + h / 2 + 4);
		c.fillStyle = n ? "#e8590c" : "#1864ab";
		for (let column = 0; column < w; column++) {
			const t = BEGIN + column * px;
			let busy = 0;
			for (const l of lanes) busy += busyUntil(l, t + px) - busyUntil(l, t);
			const high = (h - 4) * Math.min(1, busy / px / Math.max(lanes.length, 1));
			c.fillRect(GUTTER + column, n * h + h - 2 - high, 1, high);
		}
	});
	const left = GUTTER + (from - BEGIN) / px, right = GUTTER + (to - BEGIN) / px;
	c.fillStyle = "#1c273322";
	c.fillRect(GUTTER, 0, left - GUTTER, overview.clientHeight);
	c.fillRect(right, 0, GUTTER + w - right, overview.clientHeight);
	c.strokeStyle = "#1c2733";
	c.strokeRect(left, 0.5, Math.max(right - left, 3), overview.clientHeight - 1);
}
function busyUntil(l, t) {
	const i = below(l.end, t);
	if (i === l.n || l.start[i] >= t || l.what[i] === IDLE) return l.busy[i];
	return l.busy[i] + t - l.start[i];
}

// ---- View

function look(start, end) {
	const size = Math.min(Math.max(end - start, 200), END - BEGIN);
	from = Math.min(Math.max(start, BEGIN), END - size);
	to = from + size;
	overview.setAttribute("aria-valuetext", `from ${moment(from)} to ${moment(to)}`);
	redraw();
}
function zoom(factor, t = picked ? picked.side.t[picked.i] : (from + to) / 2) {
	if (t < from || t > to) t = (from + to) / 2;
	look(t - (t - from) * factor, t + (to - t) * factor);
}
const pan = (share) => look(from + share * (to - from), to + share * (to - from));
function show(t) {
	if (t < from || t > to) look(t - (to - from) / 2, t + (to - from) / 2);
}

// ---- Selection

function pick(side, i, r) {
	r = r && r.events.includes(i) ? r
		: row(side, "P", side.p[i]) || row(side, "M", side.m[i]) || row(side, "GC", 0);
	picked = {side, i, row: r};
	show(side.t[i]);
	if (r.y < view.scrollTop) view.scrollTop = r.y - 26;
	if (r.y + r.h > view.scrollTop + canvas.clientHeight - 16) {
		view.scrollTop = r.y + r.h - canvas.clientHeight + 40;
	}
	describe(side, i);
	redraw();
}

function element(name, text, attributes = {}) {
	const e = document.createElement(name);
	e.textContent = text;
	Object.assign(e, attributes);
	return e;
}
function jump(side, i, text) {
	return element("button", text, {onclick: () => { pick(side, i); view.focus(); }});
}
function lengths(side, t) {
	const found = [];
	for (const [q, list] of Object.entries(side.queues)) {
		const n = below(list.t, t + 1);
		found.push(`${q < 0 ? "global" : `P${q}`} ${n ? list.n[n - 1] : 0}`);
	}
	return found.length ? `Run queues: ${found.join(", ")}.` : "";
}

function describe(side, i) {
	const box = $("event"), kind = side.kind(i), made = DATA.functions[kind];
	const parts = [element("h2", `${side.name}, ${moment(side.t[i])}: ${kind}`),
		element("p", sentence(side, i), {className: "what"})];
	const links = element("p", "");
	const arrow = side.arrowOf.get(i);
	const near = (j, word, when) => {
		if (j < 0) return;
		const time = span(Math.abs(side.t[i] - side.t[j]));
		links.append(jump(side, j, `${word}: ${side.kind(j)}, ${time} ${when}`));
	};
	near(side.before[i], "before", "earlier");
	near(side.after[i], "then", "later");
	if (arrow && arrow[2] === HANDOFF) {
		const j = arrow[0] === i ? arrow[1] : arrow[0];
		links.append(jump(side, j, `hand-off: ${side.kind(j)} on M${side.m[j]}`));
	}
	if (links.childNodes.length) parts.push(links);
	const frames = side.stacks[side.s[i]].map((f) => side.frames[f]);
	if (frames.length) {
		const table = element("table", "");
		for (const [fn, file, line, ref, source] of frames) {
			const tr = table.insertRow();
			const name = tr.insertCell();
			if (ref) name.append(element("a", fn, {href: `#${ref}`}));
			else name.textContent = fn;
			tr.insertCell().textContent = file ? `${file.split("/").pop()}:${line}` : "";
			tr.insertCell().append(element("code", source));
		}
		parts.push(element("h3", "Stack"), table);
	}
	if (made) {
		const p = element("p", "In the runtime: ");
		p.append(element("code", `${made.path}:${made.line}  ${made.text}`), " ",
			element("a", `gort side ${made.ref}`, {href: `#${made.ref}`}));
		parts.push(p);
	}
	parts.push(element("p", lengths(side, side.t[i]), {className: "grey"}));
	box.replaceChildren(...parts);
}

function nearest(r, t) {
	const events = r.events, n = below(events, below(r.side.t, t));
	const near = [events[n - 1], events[n]].filter((i) => i !== undefined);
	return near.sort((a, b) => Math.abs(r.side.t[a] - t) - Math.abs(r.side.t[b] - t))[0];
}

function click(px, py) {
	const y = py - 16 + view.scrollTop, t = timeAt(px);
	const r = rows.find((r) => y >= r.y && y < r.y + r.h);
	if (!r || !r.events.length) return;
	let i = nearest(r, t);
	if (r.lane && Math.abs(x(r.side.t[i]) - px) > NEAR) {
		const n = below(r.lane.end, t);
		if (n < r.lane.n && r.lane.start[n] <= t && r.lane.a[n] >= 0) i = r.lane.a[n];
	}
	pick(r.side, i, r);
}

// The next event in its lane, the lane above or below, or the next one of the chosen kind.
function along(by) {
	const r = picked ? picked.row : rows.find((r) => r.events.length);
	if (!picked) return pick(r.side, nearest(r, from), r);
	const i = r.events[below(r.events, picked.i) + by];
	if (i !== undefined) pick(r.side, i, r);
}
function across(by) {
	if (!picked) return along(0);
	let n = rows.indexOf(picked.row) + by;
	while (rows[n] && !rows[n].events.length) n += by;
	if (rows[n]) pick(rows[n].side, nearest(rows[n], picked.side.t[picked.i]), rows[n]);
}
function find(by) {
	const side = picked ? picked.side : DATA.sides[0], kind = $("kind").value;
	const sides = [side, ...DATA.sides.filter((s) => s !== side)];
	for (const s of sides) {
		const list = (s.ofKind.get(kind) || []).filter((i) => !only || String(s.about(i)) === only);
		const here = s === side && picked ? picked.i : by > 0 ? -1 : s.n;
		const i = by > 0 ? list[below(list, here + 1)] : list[below(list, here) - 1];
		if (i !== undefined) return pick(s, i);
	}
	$("event").replaceChildren(element("p", `No ${by > 0 ? "further" : "earlier"} ${kind}.`));
}
function life(list) {
	if (picked && picked.side[list][picked.i] >= 0) pick(picked.side, picked.side[list][picked.i]);
}
function close() {
	if (!picked) return;
	const {side, i} = picked, time = Math.max(ran(side, i) || 0, 20e3);
	look(side.t[i] - time / 4, side.t[i] + time / 4);
}

// ---- Input

const KEYS = {
	"+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": () => look(BEGIN, END),
	"a": () => pan(-0.3), "d": () => pan(0.3), "f": close,
	"ArrowLeft": () => along(-1), "ArrowRight": () => along(1),
	"ArrowUp": () => across(-1), "ArrowDown": () => across(1),
	"n": () => find(1), "N": () => find(-1),
	"Enter": () => life("after"), "Backspace": () => life("before"),
};
view.addEventListener("keydown", (e) => {
	if (e.ctrlKey || e.metaKey || e.altKey || !KEYS[e.key]) return;
	e.preventDefault();
	KEYS[e.key]();
});
view.addEventListener("scroll", redraw);
view.addEventListener("wheel", (e) => {
	const px = e.clientX - canvas.getBoundingClientRect().left;
	if (e.ctrlKey) zoom(2 ** (e.deltaY / 200), timeAt(px));
	else if (e.shiftKey) pan((e.deltaX || e.deltaY) / wide);
	else if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) pan(e.deltaX / wide);
	else return;
	e.preventDefault();
}, {passive: false});

// A press that does not move is a click; one that moves drags what is in view.
let press = null;
canvas.addEventListener("pointerdown", (e) => {
	press = {x: e.offsetX, from, to, moved: false};
	canvas.setPointerCapture(e.pointerId);
});
canvas.addEventListener("pointermove", (e) => {
	if (!press) return;
	const by = (press.x - e.offsetX) / wide * (press.to - press.from);
	press.moved = press.moved || Math.abs(press.x - e.offsetX) > 3;
	if (press.moved) look(press.from + by, press.to + by);
});
canvas.addEventListener("pointerup", (e) => {
	if (press && !press.moved) click(e.offsetX, e.offsetY);
	press = null;
	view.focus();
});

function scrub(e) {
	if (!e.buttons) return;
	const w = overview.clientWidth - GUTTER, size = to - from;
	const t = BEGIN + (e.offsetX - GUTTER) / w * (END - BEGIN);
	look(t - size / 2, t + size / 2);
}
overview.addEventListener("pointerdown", (e) => {
	overview.setPointerCapture(e.pointerId);
	scrub(e);
});
overview.addEventListener("pointermove", scrub);
overview.addEventListener("keydown", (e) => {
	if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
	e.preventDefault();
	pan(e.key === "ArrowLeft" ? -0.3 : 0.3);
});

// ---- Start

const counts = new Map();
for (const side of DATA.sides) {
	for (const [kind, list] of side.ofKind) counts.set(kind, (counts.get(kind) || 0) + list.length);
}
for (const [kind, n] of [...counts].sort()) {
	$("kind").append(element("option", `${kind} (${n})`, {value: kind}));
}
$("kind").value = counts.has("GoPreempt") ? "GoPreempt" : "GoStart";
const everyone = new Map();
for (const side of DATA.sides) {
	for (const g of new Set(side.g)) if (g) everyone.set(g, side.names[g] || everyone.get(g) || "");
}
for (const [g, name] of [...everyone].sort((a, b) => a[0] - b[0])) {
	$("only").append(element("option", `G${g} ${name}`, {value: String(g)}));
}
$("only").onchange = () => { only = $("only").value; redraw(); };
COLOURS.forEach((_, kind) => { $(`arrow${kind}`).onchange = redraw; });
for (const [id, action] of [["next", () => find(1)], ["previous", () => find(-1)], ["near", close],
	["in", () => zoom(0.5)], ["out", () => zoom(2)], ["whole", () => look(BEGIN, END)]]) {
	$(id).onclick = action;
}
view.style.setProperty("--rows", `${HEIGHT + 16}px`);
new ResizeObserver(redraw).observe(view);
look(BEGIN, END);
