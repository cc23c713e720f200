import { columns } from '/dashboard/chart.js';

const KEY = 'millrace.key';
const REFRESH_MS = 60_000;
const AFTER_UPDATE_MS = 700;
const $ = (id) => document.getElementById(id);

let key = sessionStorage.getItem(KEY);
let stores = [];
let levels = new Map();
let timer = 0;
let watching = null;
let asked = 0;
let mayWatchOps = true;

class Problem extends Error {
  constructor(body, status) {
    super(body.detail || `The server answered ${status}.`);
    Object.assign(this, { code: body.code, status, currencies: body.currencies });
  }
}

async function api(path, params = {}, signal) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value));
  const response = await fetch(`${path}?${query}`, {
    headers: { Authorization: `Bearer ${key}` }, signal, cache: 'no-store',
  });
  if (!response.ok) throw new Problem(await response.json().catch(() => ({})), response.status);
  showFreshness(response.headers.get('X-Fresh-As-Of'), path);
  return response;
}

const json = async (...args) => (await api(...args)).json();

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const number = (value, digits = 3) => new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value);

function money(minor, currency, compact) {
  const options = compact ? { notation: 'compact' } : {};
  if (!currency) return new Intl.NumberFormat(undefined, options).format(minor / 100);
  const style = { style: 'currency', currency };
  const digits = new Intl.NumberFormat(undefined, style).resolvedOptions().maximumFractionDigits;
  return new Intl.NumberFormat(undefined, { ...style, ...options }).format(minor / 10 ** digits);
}

function showFreshness(asOf, path) {
  if (path !== '/api/analytics/sales' || !asOf) return;
  const time = new Date(asOf);
  $('fresh').hidden = false;
  $('fresh').textContent = time.getTime() === 0 ? 'No data yet' : `Sales as of ${time.toLocaleString()}`;
}

function showProblem(problem) {
  $('problem').hidden = !problem;
  $('problem').textContent = problem ? problem.message : '';
}

/** A whole hour of the clock, so that the first and the last bar are whole too. */
function hoursFromNow(hours) {
  const hour = 3_600_000;
  return new Date((Math.floor(Date.now() / hour) + hours) * hour).toISOString();
}

function range() {
  const day = 86_400_000;
  const ago = (days) => new Date(Date.now() - days * day).toISOString().slice(0, 10);
  switch ($('range').value) {
    case 'day': return { bucket: 'hour', from: hoursFromNow(-23), to: hoursFromNow(1) };
    case 'week': return { bucket: 'day', from: ago(6) };
    case 'month': return { bucket: 'day' };
    default: {
      const from = $('from').value;
      const last = $('to').value;
      if (!from || !last || last < from) return null;
      const end = new Date(Date.parse(last) + day).toISOString().slice(0, 10);
      const days = (Date.parse(end) - Date.parse(from)) / day;
      return { bucket: days <= 3 ? 'hour' : 'day', from, to: end };
    }
  }
}

function tile(id, text) {
  const place = $(id);
  if (place.textContent === text) return;
  place.classList.remove('changed');
  place.textContent = text;
  requestAnimationFrame(() => place.classList.add('changed'));
}

function label(start, bucket) {
  return bucket === 'day' ? start.slice(5, 10) : start.slice(11, 16);
}

function showSales(sales) {
  const sum = (field) => sales.buckets.reduce((total, bucket) => total + bucket[field], 0);
  const receipts = sum('receipts');
  const revenue = sum('revenue');
  tile('revenue', money(revenue, sales.currency));
  tile('receipts', number(receipts));
  tile('average', money(receipts ? Math.round(revenue / receipts) : 0, sales.currency));
  tile('units', number(sum('units')));
  $('chart-title').textContent = `Revenue per ${sales.bucket} (${sales.timezone})`;
  const points = sales.buckets.map((bucket) => ({
    label: label(bucket.start, sales.bucket),
    value: bucket.revenue,
    text: `${bucket.start.replace('T', ' ')}: ${money(bucket.revenue, sales.currency)}, ${bucket.receipts} receipts`,
  }));
  $('chart').replaceChildren(points.length
    ? columns(points, { title: `Revenue per ${sales.bucket}, ${points.length} bars`, axis: (value) => money(value, sales.currency, true) })
    : element('p', 'Nothing was sold in this range.', 'empty'));
  $('chart-table').replaceChildren(table(
    ['Start', 'Receipts', 'Refunds', 'Units', 'Revenue'],
    sales.buckets.map((bucket) => [
      bucket.start, number(bucket.receipts), number(bucket.refunds), number(bucket.units), money(bucket.revenue, sales.currency),
    ]), 1));
}

function table(heads, rows, numbersFrom) {
  const made = element('table');
  const head = made.createTHead().insertRow();
  heads.forEach((text, i) => {
    const cell = element('th', text, i >= numbersFrom ? 'number' : '');
    cell.scope = 'col';
    head.append(cell);
  });
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    cells.forEach((text, i) => row.append(element('td', text, i >= numbersFrom ? 'number' : '')));
  }
  return made;
}

function ranks(place, entries, empty) {
  const most = Math.max(1, ...entries.map((entry) => entry.value));
  place.replaceChildren(...entries.map(({ name, text, value }) => {
    const item = element('li');
    const title = element('span', name, 'name');
    title.title = name;
    const meter = element('meter');
    meter.max = most;
    meter.value = Math.max(0, value);
    meter.setAttribute('aria-hidden', 'true');
    item.append(title, element('span', text), meter);
    return item;
  }));
  if (!entries.length) place.append(element('li', empty, 'empty'));
}

function showStock() {
  const several = !$('store').value;
  const rows = [...levels.values()].sort((a, b) => a.quantity - b.quantity).slice(0, 100);
  if (!rows.length) {
    $('stock').replaceChildren(element('p', 'No stock is known.', 'empty'));
    return;
  }
  const heads = several ? ['Product', 'Store', 'Quantity'] : ['Product', 'Changed', 'Quantity'];
  const made = table(heads, rows.map((row) => [
    row.productId, several ? row.storeId : new Date(row.updatedAt).toLocaleString(), number(row.quantity),
  ]), 2);
  rows.forEach((row, i) => row.quantity <= 0 && made.tBodies[0].rows[i].lastChild.classList.add('low'));
  $('stock').replaceChildren(made);
}

function showWebhooks(buckets) {
  const types = new Map();
  const total = { accepted: 0, rejected: 0, duplicates: 0 };
  for (const bucket of buckets) {
    for (const field of Object.keys(total)) total[field] += bucket[field];
    for (const [type, n] of Object.entries(bucket.byType)) types.set(type, (types.get(type) || 0) + n);
  }
  $('hooks-sum').textContent =
    `${number(total.accepted)} accepted, ${number(total.rejected)} rejected, ${number(total.duplicates)} duplicates`;
  const sorted = [...types].sort((a, b) => b[1] - a[1]).slice(0, 10);
  ranks($('hooks'), sorted.map(([name, n]) => ({ name, value: n, text: number(n) })), 'No webhook arrived.');
}

const seconds = (millis) => `${number(millis / 1000, 1)} s`;

function showAi(queue) {
  $('ai-card').hidden = !queue;
  if (!queue) return;
  const lanes = Object.entries(queue.waiting || {}).map(([lane, n]) => `${number(n)} ${lane}`).join(', ');
  $('ai').replaceChildren(table(['Figure', 'Now'], [
    ['Waiting', lanes ? `${number(queue.queueLength)} (${lanes})` : number(queue.queueLength)],
    ['Being answered', `${queue.activeRequests === undefined ? '?' : number(queue.activeRequests)} of ${number(queue.maxConcurrent)}`],
    ['Circuit', queue.circuit || 'unknown'],
    ['Answered', number(queue.stats.totalProcessed)],
    ['Average wait', seconds(queue.stats.avgWaitTimeMs)],
    ['Average time to answer', seconds(queue.stats.avgProcessTimeMs)],
  ], 1));
  $('ai').querySelector('tr:nth-child(3) td:last-child').classList.toggle('low', queue.circuit === 'open');
}

/** Health has its figures also when it says that something is away. */
const health = async () => (await fetch('/api/health', { cache: 'no-store' })).json();

async function refresh() {
  clearTimeout(timer);
  timer = setTimeout(refresh, REFRESH_MS);
  const span = range();
  if (!key || !span) return;
  const turn = ++asked;
  const where = { storeId: $('store').value, currency: $('currency').value };
  health().then((now) => showAi(now.aiQueue)).catch(() => showAi(null));
  try {
    const [sales, top, stock, hooks] = await Promise.all([
      json('/api/analytics/sales', { ...where, ...span }),
      json('/api/analytics/top-products', { ...where, from: span.from, to: span.to, limit: '10' }),
      json('/api/stock', { storeId: where.storeId, limit: '500' }),
      json('/api/analytics/webhooks', { bucket: 'hour' }),
    ]);
    if (turn !== asked) return;
    showProblem(null);
    showSales(sales);
    ranks($('top'), top.products.map((product) => ({
      name: product.name || product.productId, value: product.revenue, text: money(product.revenue, top.currency),
    })), 'Nothing was sold in this range.');
    levels = new Map(stock.levels.map((row) => [JSON.stringify([row.storeId, row.productId]), row]));
    showStock();
    showWebhooks(hooks.buckets);
  } catch (problem) {
    if (turn === asked) refused(problem);
  }
}

function refused(problem) {
  if (problem.code === 'mixed-currencies') {
    const known = problem.currencies.filter((one) => one.length === 3);
    $('currency').replaceChildren(...known.map((one) => new Option(one, one)));
    $('currency-choice').hidden = false;
    if (known.length) refresh();
    return;
  }
  if (problem.status === 401 || problem.status === 403) leave();
  showProblem(problem);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(refresh, AFTER_UPDATE_MS);
}

function live(on, text) {
  $('live').hidden = false;
  $('live').classList.toggle('on', on);
  $('live').textContent = text;
}

async function watch() {
  watching?.abort();
  const mine = (watching = new AbortController());
  const chosen = $('store').value ? [$('store').value] : stores.slice(0, 20).map((store) => store.id);
  const ofStores = chosen.flatMap((id) => [`sales:${id}`, `stock:${id}`]);
  if (!chosen.length && !mayWatchOps) return live(false, 'No store to watch');
  for (let pause = 1000; !mine.signal.aborted; pause = Math.min(pause * 2, 15_000)) {
    try {
      const channels = mayWatchOps ? [...ofStores, 'ops'] : ofStores;
      const response = await api('/api/live', { channels: channels.join(',') }, mine.signal);
      live(true, 'Live');
      pause = 1000;
      await read(response.body);
    } catch (problem) {
      if (mine.signal.aborted) return;
      if (problem.code === 'scope-missing' && mayWatchOps) {
        mayWatchOps = false;
        return watch();
      }
    }
    live(false, 'Reconnecting…');
    await new Promise((resolve) => setTimeout(resolve, pause));
    later();
  }
}

async function read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    events.forEach(take);
  }
}

function take(event) {
  const lines = event.split('\n');
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
  if (!data) return;
  const update = JSON.parse(data);
  if (update.channel === 'ops') {
    if (update.data) showAi(update.data.aiQueue);
    return;
  }
  if (!lines.includes('event:reset') && update.channel.startsWith('stock:')) {
    levels.set(JSON.stringify([update.data.storeId, update.data.productId]), update.data);
    showStock();
    return;
  }
  later();
}

function leave() {
  watching?.abort();
  clearTimeout(timer);
  key = null;
  mayWatchOps = true;
  sessionStorage.removeItem(KEY);
  for (const id of ['figures', 'fresh', 'live', 'leave']) $(id).hidden = true;
  $('enter').hidden = false;
  $('key').value = '';
  $('key').focus();
}

async function enter() {
  try {
    stores = (await json('/api/reference/stores', { limit: '500' })).items;
  } catch (problem) {
    return refused(problem);
  }
  sessionStorage.setItem(KEY, key);
  showProblem(null);
  $('store').replaceChildren(new Option('All stores', ''), ...stores.map((store) => new Option(store.name || store.id, store.id)));
  $('enter').hidden = true;
  $('figures').hidden = false;
  $('leave').hidden = false;
  refresh();
  watch();
}

$('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  key = $('key').value.trim();
  if (key) enter();
});
$('leave').addEventListener('click', () => { leave(); showProblem(null); });
$('controls').addEventListener('submit', (event) => event.preventDefault());
$('controls').addEventListener('change', (event) => {
  const custom = $('range').value === 'custom';
  document.querySelectorAll('.dates').forEach((place) => { place.hidden = !custom; });
  if (event.target.id === 'store') {
    $('currency').replaceChildren();
    $('currency-choice').hidden = true;
    watch();
  }
  refresh();
});
if (key) enter();
