// A column chart as SVG. Everything is made node by node, so no text is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 760;
const HEIGHT = 260;
const LEFT = 72;
const BOTTOM = 26;
const TOP = 10;

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function step(span) {
  const raw = span / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw);
}

/** Draws points {label, value, text}; `axis` writes a value for the axis. */
export function columns(points, { title, axis }) {
  const svg = node('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title });
  const values = points.map((point) => point.value);
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const unit = step(highest - lowest);
  const top = Math.max(unit, Math.ceil(highest / unit) * unit);
  const bottom = Math.floor(lowest / unit) * unit;
  const y = (value) => TOP + ((top - value) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  for (let value = bottom; value <= top + unit / 2; value += unit) {
    const zero = Math.abs(value) < unit / 2;
    svg.append(
      node('line', { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: zero ? 'zero' : 'guide' }),
      node('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, axis(value)));
  }
  const slot = (WIDTH - LEFT) / Math.max(points.length, 1);
  const every = Math.ceil(points.length / 8);
  points.forEach((point, i) => {
    const x = LEFT + i * slot;
    const column = node('g', { class: 'column' });
    const height = Math.abs(y(point.value) - y(0));
    column.append(
      node('rect', { class: 'hit', x, y: TOP, width: slot, height: HEIGHT - TOP - BOTTOM }),
      node('rect', {
        class: point.value < 0 ? 'plot below' : 'plot',
        x: x + slot * 0.14,
        y: Math.min(y(point.value), y(0)),
        width: slot * 0.72,
        height: Math.max(height, point.value === 0 ? 0 : 1),
        rx: Math.min(3, slot * 0.2),
      }),
      node('title', {}, point.text));
    svg.append(column);
    if (i % every === 0) {
      svg.append(node('text', { x: x + slot / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, point.label));
    }
  });
  return svg;
}
