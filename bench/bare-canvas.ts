import type { JourneyDocument } from '@waygate/schema';

/**
 * The least that a page can do for the same drawing: boxes of the same size with the same texts at the same places, a path for each wire, and a drag that moves one
 * box and its paths by hand. No framework, no selection, no undo.
 */
export function bareCanvas(document: JourneyDocument): string {
  const nodes = Object.entries(document.nodes);
  const at = new Map(nodes.map(([id, { x, y }]) => [id, { x, y }]));
  const wires = nodes.flatMap(([from, { connections }]) =>
    Object.values(connections).flatMap((to) => {
      return at.has(to) ? [{ from, to }] : [];
    }),
  );
  const width = Math.max(...nodes.map(([, { x }]) => x)) + 260;
  const height = Math.max(...nodes.map(([, { y }]) => y)) + 200;
  const scale = Math.min(1, 1200 / width, 850 / height);
  const boxes = nodes.map(
    ([id, { displayName, x, y }]) =>
      `<div class="node" data-id="${id}" style="transform:translate(${x}px,${y}px)"><b>${displayName}</b><p>True</p><p>False</p></div>`,
  );
  const paths = wires.map(({ from, to }) => `<path data-from="${from}" data-to="${to}"></path>`);
  return `<!doctype html><style>
    body { margin: 0; overflow: hidden; font: 13px sans-serif }
    #view { transform: scale(${scale}); transform-origin: 0 0; position: absolute }
    .node { position: absolute; width: 220px; height: 118px; background: #fff; border: 1px solid #7a8499; border-radius: 9px; box-shadow: 0 1px 3px rgb(0 0 0 / 12%) }
    svg { position: absolute; overflow: visible } path { fill: none; stroke: #7a8499; stroke-width: 2 }
  </style><div id="view"><svg>${paths.join('')}</svg>${boxes.join('')}</div><script>
    const scale = ${scale};
    const places = new Map(${JSON.stringify([...at])});
    const boxes = new Map([...document.querySelectorAll('.node')].map((node) => [node.dataset.id, node]));
    const wires = [...document.querySelectorAll('path')].map((path) => ({ path, from: path.dataset.from, to: path.dataset.to }));
    const draw = ({ path, from, to }) => {
      const a = places.get(from), b = places.get(to);
      path.setAttribute('d', 'M ' + (a.x + 220) + ',' + (a.y + 60) + ' C ' + (a.x + 300) + ',' + (a.y + 60) + ' ' + (b.x - 80) + ',' + (b.y + 27) + ' ' + b.x + ',' + (b.y + 27));
    };
    wires.forEach(draw);
    let held;
    addEventListener('pointerdown', (event) => {
      const node = event.target.closest('.node');
      if (node) held = { id: node.dataset.id, x: event.clientX, y: event.clientY, from: { ...places.get(node.dataset.id) } };
    });
    addEventListener('pointermove', (event) => {
      if (!held) return;
      const place = { x: held.from.x + (event.clientX - held.x) / scale, y: held.from.y + (event.clientY - held.y) / scale };
      places.set(held.id, place);
      boxes.get(held.id).style.transform = 'translate(' + place.x + 'px,' + place.y + 'px)';
      for (const wire of wires) if (wire.from === held.id || wire.to === held.id) draw(wire);
    });
    addEventListener('pointerup', () => { held = undefined; });
  </script>`;
}
