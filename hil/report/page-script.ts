/**
 * Script of the report page: opens scenarios lazily, draws lanes, plots and the path on the phase diagram.
 *
 * It is plain browser JavaScript kept as text, because the page must stand alone. `PAGE` holds the curve of the phase diagram;
 * each scenario's numbers lie packed in a script element of its own.
 */
export const PAGE_SCRIPT = String.raw`
(function () {
  'use strict';
  var root = document.documentElement;
  var opened = [];

  function css(name) { return getComputedStyle(root).getPropertyValue(name).trim(); }
  function isDark() {
    var theme = root.getAttribute('data-theme');
    return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }
  function element(tag, attributes, parent, text) {
    var node = document.createElement(tag);
    for (var key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }
  function vector(tag, attributes, parent, text) {
    var node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (var key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  async function unpack(base64) {
    var bytes = Uint8Array.from(atob(base64), function (c) { return c.charCodeAt(0); });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  }

  /* Time as people read it, with as many digits as the visible span needs. */
  function clock(seconds, span) {
    var sign = seconds < 0 ? '-' : '';
    var s = Math.abs(seconds);
    var digits = span < 2 ? 2 : span < 20 ? 1 : 0;
    s = Number(s.toFixed(digits));
    var h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60), r = (s % 60).toFixed(digits);
    if (Number(r) < 10) r = '0' + r;
    return sign + (h > 0 ? h + ':' + (m < 10 ? '0' : '') + m : m) + ':' + r;
  }

  function niceStep(span, count) {
    var steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400];
    for (var i = 0; i < steps.length; i++) if (span / steps[i] <= count) return steps[i];
    return steps[steps.length - 1];
  }

  function drawLanes(box, view, from, to) {
    box.textContent = '';
    var span = to - from || 1;
    function place(t) { return Math.max(-5, Math.min(105, ((t - from) / span) * 100)); }
    var labels = { output: 'output ', inject: 'injected ', tripped: 'trip ', latched: 'latched ', warned: 'warning ' };
    view.lanes.forEach(function (lane) {
      var alarm = lane.kind === 'tripped' || lane.kind === 'latched' || lane.kind === 'warned';
      if (alarm && !lane.spans.some(function (s) { return s[1] >= from && s[0] <= to; })) return;
      var line = element('div', { class: 'lane' }, box);
      element('div', { class: 'who', title: lane.name }, line, (labels[lane.kind] || '') + lane.name);
      var track = element('div', { class: 'track' }, line);
      lane.spans.forEach(function (s) {
        if (s[1] < from || s[0] > to) return;
        var left = place(s[0]), right = place(s[1]);
        var bar = element('div', { class: 'span ' + lane.kind, title: s[2] + ', ' + clock(s[0], 1) + ' to ' + clock(s[1], 1), style: 'left:' + left + '%;width:' + Math.max(0.1, right - left) + '%' }, track);
        if (lane.kind === 'state' || lane.kind === 'inject') bar.textContent = s[2];
      });
    });
    var axis = element('div', { class: 'lane axis' }, box);
    element('div', { class: 'who' }, axis, 'time, h:min:s');
    var scale = element('div', { class: 'track' }, axis);
    var step = niceStep(span, 9);
    for (var t = Math.ceil(from / step) * step; t <= to; t += step) {
      var at = place(t);
      if (at > 3 && at < 97) element('span', { style: 'left:' + at + '%' }, scale, clock(t, span));
    }
  }

  var ROLE_STYLE = { 'true': { width: 2, dash: [] }, sensed: { width: 1.3, dash: [] }, commanded: { width: 1.3, dash: [2, 3] }, limit: { width: 1.4, dash: [7, 4] } };

  function markerHook(view) {
    return function (u) {
      var ctx = u.ctx;
      ctx.save();
      view.markers.forEach(function (m) {
        if (m[1] !== 'fault' && m[1] !== 'trip' && m[1] !== 'failure' && m[1] !== 'clear') return;
        var x = u.valToPos(m[0], 'x', true);
        if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
        ctx.strokeStyle = m[1] === 'fault' || m[1] === 'clear' ? css('--commanded') : css('--trip');
        ctx.globalAlpha = 0.65;
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash(m[1] === 'clear' ? [2, 4] : []);
        ctx.beginPath();
        ctx.moveTo(x, u.bbox.top);
        ctx.lineTo(x, u.bbox.top + u.bbox.height);
        ctx.stroke();
      });
      ctx.restore();
    };
  }

  function levelHook(levels) {
    return function (u) {
      var ctx = u.ctx;
      ctx.save();
      ctx.font = 10.5 * devicePixelRatio + 'px system-ui, sans-serif';
      var taken = [];
      levels.forEach(function (level) {
        var y = u.valToPos(level.value, 'y', true);
        if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) return;
        var colour = css(level.severity === 'trip' ? '--trip' : '--warn');
        ctx.strokeStyle = colour; ctx.fillStyle = colour;
        ctx.lineWidth = devicePixelRatio; ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
        ctx.beginPath(); ctx.moveTo(u.bbox.left, y); ctx.lineTo(u.bbox.left + u.bbox.width, y); ctx.stroke();
        ctx.textAlign = 'right';
        /* Labels of levels close to each other stand side by side. */
        var right = u.bbox.left + u.bbox.width - 4 * devicePixelRatio;
        taken.forEach(function (t) { if (Math.abs(t[0] - y) < 12 * devicePixelRatio) right = Math.min(right, t[1] - 8 * devicePixelRatio); });
        ctx.fillText(level.label, right, y - 3 * devicePixelRatio);
        taken.push([y, right - ctx.measureText(level.label).width]);
      });
      ctx.restore();
    };
  }

  /* Limits of what an axis follows: what is reported may leave the truth of the run by some spans, so that a sensor at its rail does not flatten everything else. */
  function farthest(u, plot) {
    var low = Infinity, high = -Infinity;
    u.series.forEach(function (line, n) {
      if (line.role !== 'true') return;
      u.data[n].forEach(function (v) { if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); } });
    });
    var room = 1.5 * Math.max(high - low, plot.span);
    return low > high ? [-Infinity, Infinity] : [low - room, high + room];
  }

  /* Range of the values that are visible, widened to take in a level only when it is near. */
  function yRange(plot) {
    return function (u, min, max) {
      if (min === null || max === null || !isFinite(min)) { min = 0; max = 1; }
      var most = farthest(u, plot);
      min = Math.max(min, most[0]); max = Math.min(max, most[1]);
      var span = max - min;
      plot.levels.forEach(function (level) {
        var reach = Math.max(span, Math.abs(level.value) * 0.15, 1e-6);
        if (level.value > max && level.value - max < reach) max = level.value;
        if (level.value < min && min - level.value < reach) min = level.value;
      });
      span = max - min;
      var pad = Math.max(span * 0.08, (plot.span - span) / 2);
      return [min - pad, max + pad];
    };
  }

  function drawPlot(box, plot, view, sync, onZoom) {
    var holder = element('div', { class: 'plot' }, box);
    var title = element('h4', {}, holder, plot.title + ' ');
    element('span', {}, title, plot.unit);
    var keys = element('div', { class: 'keys' }, holder);
    var series = [{}];
    var data = [view.time];
    plot.lines.forEach(function (line) {
      var times = line.times === undefined ? 1 : line.times;
      var column = view.columns[line.column];
      if (!column || column.every(function (v) { return v === null; })) return;
      data.push(times === 1 ? column : column.map(function (v) { return v === null ? null : v * times; }));
      var style = ROLE_STYLE[line.role];
      var colour = css('--' + line.role);
      var key = element('span', {}, keys);
      element('i', { style: 'border-color:' + colour + ';border-top-style:' + (style.dash.length ? 'dashed' : 'solid') }, key);
      key.appendChild(document.createTextNode(line.label));
      var value = element('b', { style: 'font-weight:400;color:var(--ink)' }, key);
      series.push({ label: line.label, stroke: colour, width: style.width, dash: style.dash, points: { show: false }, spanGaps: false, keyNode: value, role: line.role });
    });
    var axis = { stroke: css('--soft'), grid: { stroke: css('--grid'), width: 1 }, ticks: { stroke: css('--grid'), width: 1 }, font: '11.5px system-ui, sans-serif' };
    var options = {
      width: Math.max(280, holder.clientWidth), height: 190, series: series, legend: { show: false },
      cursor: { sync: { key: sync, setSeries: false }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { range: yRange(plot) } },
      axes: [
        Object.assign({}, axis, { space: 70, values: function (u, ticks) { var span = u.scales.x.max - u.scales.x.min; return ticks.map(function (t) { return clock(t, span); }); } }),
        Object.assign({}, axis, { size: 58, values: function (u, ticks) { return ticks.map(function (t) { return String(Number(t.toPrecision(6))); }); } })
      ],
      hooks: {
        draw: [levelHook(plot.levels), markerHook(view)],
        setScale: [function (u, key) { if (key === 'x') onZoom(u.scales.x.min, u.scales.x.max); }],
        setCursor: [function (u) {
          var i = u.cursor.idx;
          u.series.forEach(function (s, n) {
            if (n === 0 || !s.keyNode) return;
            var v = i === null || i === undefined ? null : u.data[n][i];
            s.keyNode.textContent = v === null || v === undefined ? '' : ' ' + Number(v.toPrecision(5));
          });
        }]
      }
    };
    return new uPlot(options, data, holder);
  }

  function drawPhase(box, view) {
    var W = 620, H = 420, L = 44, R = 14, T = 12, B = 36;
    var w = view.columns['truth.sodiumWt'], t = view.columns['truth.coldestTemperature'];
    var rw = view.columns['live.composition'], rt = view.columns['live.coldestTemp'];
    var all = [];
    for (var i = 0; i < w.length; i++) if (view.time[i] >= view.stepsFrom && w[i] !== null && t[i] !== null) all.push([w[i], t[i]]);
    if (all.length === 0) return;
    var tMin = Math.min(-15, Math.min.apply(null, all.map(function (p) { return p[1]; })) - 3);
    var tMax = Math.max(65, Math.max.apply(null, all.map(function (p) { return p[1]; })) + 5);
    function X(v) { return L + (v / 70) * (W - L - R); }
    function Y(v) { return H - B - ((v - tMin) / (tMax - tMin)) * (H - T - B); }
    function path(points) { return points.map(function (p, i) { return (i ? 'L' : 'M') + X(p[0]).toFixed(1) + ' ' + Y(p[1]).toFixed(1); }).join(''); }
    var holder = element('div', { class: 'plot tall' }, box);
    var title = element('h4', {}, holder, 'Path on the phase diagram ');
    element('span', {}, title, 'coldest NaK point over composition');
    var keys = element('div', { class: 'keys' }, holder);
    [['--true', 'true', 'solid'], ['--sensed', 'as reported', 'dashed'], ['--ink', 'liquidus', 'solid']].forEach(function (k) {
      var key = element('span', {}, keys);
      element('i', { style: 'border-color:var(' + k[0] + ');border-top-style:' + k[2] }, key);
      key.appendChild(document.createTextNode(k[1]));
    });
    element('span', {}, keys, 'shaded: park window');
    var svg = vector('svg', { class: 'phase', viewBox: '0 0 ' + W + ' ' + H, role: 'img', 'aria-label': 'Path of the operating point on the Na-K phase diagram' }, holder);
    vector('rect', { x: X(PAGE.park[0]), y: T, width: X(PAGE.park[1]) - X(PAGE.park[0]), height: H - T - B, style: 'fill:var(--shade)' }, svg);
    for (var gx = 0; gx <= 70; gx += 10) {
      vector('line', { x1: X(gx), x2: X(gx), y1: T, y2: H - B, style: 'stroke:var(--grid)' }, svg);
      vector('text', { x: X(gx), y: H - B + 15, 'text-anchor': 'middle' }, svg, String(gx));
    }
    for (var gy = Math.ceil(tMin / 10) * 10; gy <= tMax; gy += 10) {
      vector('line', { x1: L, x2: W - R, y1: Y(gy), y2: Y(gy), style: 'stroke:var(--grid)' }, svg);
      vector('text', { x: L - 6, y: Y(gy) + 4, 'text-anchor': 'end' }, svg, String(gy));
    }
    vector('text', { x: (L + W - R) / 2, y: H - 4, 'text-anchor': 'middle' }, svg, 'sodium, wt%');
    vector('text', { x: 12, y: T + 6, 'text-anchor': 'start' }, svg, '°C');
    var curve = PAGE.liquidus.filter(function (p) { return p[1] <= tMax; });
    var left = curve.filter(function (p) { return p[0] <= 22.5; }), right = curve.filter(function (p) { return p[0] >= 22.5; });
    [left, right].forEach(function (part) { vector('path', { d: path(part), style: 'fill:none;stroke:var(--ink);stroke-width:1.6' }, svg); });
    var reported = [];
    for (var k = 0; k < rw.length; k++) if (view.time[k] >= view.stepsFrom && rw[k] && rt[k] !== null) reported.push([rw[k], rt[k]]);
    /* An inner picture cuts off what is reported beyond the frame. */
    var frame = vector('svg', { x: L, y: T, width: W - L - R, height: H - T - B, viewBox: [L, T, W - L - R, H - T - B].join(' ') }, svg);
    if (reported.length) vector('path', { d: path(reported), style: 'fill:none;stroke:var(--sensed);stroke-width:1.4;stroke-dasharray:4 3' }, frame);
    vector('path', { d: path(all), style: 'fill:none;stroke:var(--true);stroke-width:2.2;stroke-linejoin:round' }, svg);
    var a = all[0], z = all[all.length - 1];
    vector('circle', { cx: X(a[0]), cy: Y(a[1]), r: 4, style: 'fill:var(--card);stroke:var(--true);stroke-width:2' }, svg);
    vector('circle', { cx: X(z[0]), cy: Y(z[1]), r: 4.5, style: 'fill:var(--true)' }, svg);
    var apart = Math.abs(X(a[0]) - X(z[0])) + Math.abs(Y(a[1]) - Y(z[1])) > 12;
    var above = a[1] >= z[1];
    vector('text', { x: X(a[0]) + 9, y: Y(a[1]) + (above ? -5 : 14) }, svg, apart ? 'start' : 'start and end');
    if (apart) vector('text', { x: X(z[0]) + 9, y: Y(z[1]) + (above ? 14 : -5) }, svg, 'end');
  }

  function show(box, view) {
    box.textContent = '';
    var tools = element('div', { class: 'tools' }, box);
    var lanes = element('div', { class: 'lanes' }, box);
    var grid = element('div', { class: 'grid' }, box);
    var plots = [];
    var busy = false;
    var sync = 'k' + Math.random();
    function zoom(from, to) {
      if (busy || from === null || to === null) return;
      busy = true;
      plots.forEach(function (u) { if (u.scales.x.min !== from || u.scales.x.max !== to) u.setScale('x', { min: from, max: to }); });
      drawLanes(lanes, view, from, to);
      setTimeout(function () { busy = false; }, 0);
    }
    function button(text, from, to) { element('button', { type: 'button' }, tools, text).addEventListener('click', function () { busy = false; zoom(from, to); }); }
    button('Whole run', 0, view.end);
    if (view.stepsFrom > 1) button('Steps only', Math.max(0, view.stepsFrom - 5), view.end);
    element('span', { class: 'soft' }, tools, 'Drag over a plot to zoom, click a time below to go there.');
    drawPhase(grid, view);
    view.plots.forEach(function (plot) { plots.push(drawPlot(grid, plot, view, sync, zoom)); });
    element('h3', {}, box, 'What happened');
    var events = element('ul', { class: 'events' }, box);
    view.markers.forEach(function (m) {
      var item = element('li', {}, events);
      element('button', { type: 'button' }, item, clock(m[0], 1)).addEventListener('click', function () {
        busy = false; zoom(Math.max(0, m[0] - 5), Math.min(view.end, m[0] + 15)); lanes.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
      });
      item.appendChild(document.createTextNode(m[2]));
    });
    busy = false;
    zoom(view.stepsFrom > 1 ? Math.max(0, view.stepsFrom - 5) : 0, view.end);
    return { plots: plots, redraw: function () { plots.forEach(function (u) { u.destroy(); }); show(box, view); } };
  }

  document.querySelectorAll('details.case').forEach(function (details) {
    details.addEventListener('toggle', async function () {
      var box = details.querySelector('.stage');
      if (!details.open || box.getAttribute('data-drawn')) return;
      box.setAttribute('data-drawn', '1');
      box.textContent = 'Drawing…';
      try {
        var view = await unpack(details.querySelector('script').textContent.trim());
        show(box, view);
        opened.push({ box: box, view: view });
      } catch (error) {
        box.textContent = 'The plots cannot be drawn in this browser (' + error.message + '). A browser from 2023 or later can.';
      }
    });
  });

  document.querySelectorAll('details.grid-of').forEach(function (details) {
    details.addEventListener('toggle', function () {
      var box = details.querySelector('.scroll');
      if (!details.open || box.firstChild) return;
      var grid = JSON.parse(details.querySelector('script').textContent);
      var table = element('table', { class: 'matrix' }, box);
      var head = element('tr', {}, element('thead', {}, table));
      ['', '', ''].forEach(function () { element('th', {}, head); });
      grid.head.forEach(function (h) { element('a', { href: '#' + h[1] }, element('th', { class: 'head' }, head), h[0]); });
      var body = element('tbody', {}, table);
      grid.rows.forEach(function (r) {
        var row = element('tr', {}, body);
        element('span', { class: 'chip ' + r[0] }, element('td', {}, row), r[0]);
        element('td', { class: 'nowrap' }, row, r[1]);
        element('td', { class: 'text' }, row, r[2]);
        for (var i = 0; i < r[3].length; i++) {
          var c = r[3].charAt(i);
          element('td', { class: 'cell ' + (c === 'g' ? 'green' : c === 'r' ? 'red' : '') }, row, c === 'g' ? '✓' : c === 'r' ? '✗' : '');
        }
      });
    });
  });

  var find = document.getElementById('find');
  find.addEventListener('input', function () {
    var words = find.value.toLowerCase().split(/\s+/);
    document.querySelectorAll('#verdicts ~ .scroll tr[data-find]').forEach(function (row) {
      var text = (row.textContent + ' ' + row.getAttribute('data-find')).toLowerCase();
      row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
    });
  });

  function openTarget() {
    var wanted = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted && wanted.tagName === 'DETAILS') { wanted.open = true; wanted.scrollIntoView(); }
  }
  addEventListener('hashchange', openTarget);
  openTarget();

  function retheme() {
    if (isDark()) root.setAttribute('data-dark', ''); else root.removeAttribute('data-dark');
    opened.forEach(function (o) { show(o.box, o.view); });
  }
  document.getElementById('theme').addEventListener('click', function () {
    root.setAttribute('data-theme', isDark() ? 'light' : 'dark');
    retheme();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', retheme);
  retheme();
  var resizing = 0;
  addEventListener('resize', function () { clearTimeout(resizing); resizing = setTimeout(retheme, 200); });
})();
`;
