// The register answers to the keys of a spreadsheet: Space ticks the line, Ctrl+C
// copies the ticked lines or the one the focus is in, Esc takes the ticks away.
// The arrows are in keys.js.
(function () {
  'use strict';

  const table = document.querySelector('.roll table');
  const told = document.getElementById('ticked');
  if (!table || !told) return;
  const all = document.getElementById('all');
  const empty = told.textContent;
  const ticks = Array.from(table.querySelectorAll('tbody .tick input'));
  const rowOf = (node) => node && node.closest && node.closest('tbody tr');
  const ticked = () => ticks.filter((t) => t.checked).map(rowOf);
  const tell = (words, n) => { told.textContent = n ? words.replace('%d', n) : empty; };

  const mark = () => {
    ticks.forEach((t) => rowOf(t).classList.toggle('ticked', t.checked));
    const n = ticked().length;
    all.checked = n > 0 && n === ticks.length;
    tell(table.dataset.ticked, n);
  };
  const tick = (list, on) => { list.forEach((t) => { t.checked = on; }); mark(); };
  all.hidden = false;
  all.addEventListener('change', () => tick(ticks, all.checked));
  table.addEventListener('change', mark);
  window.addEventListener('pageshow', mark);
  table.addEventListener('keydown', (e) => {
    const row = rowOf(e.target);
    if (!row || e.isComposing || e.keyCode === 229 || e.altKey || e.ctrlKey || e.metaKey) return;
    const box = row.querySelector('.tick input');
    if (e.key === ' ' && e.target !== box) tick([box], !box.checked);
    else if (e.key === 'Escape') tick(ticks, false);
    else if (e.key === 'Enter' && e.target === box) row.querySelector('th a').click();
    else return;
    e.preventDefault();
  });

  // What a spreadsheet would take for a formula stays text.
  const plain = (cell) => cell.textContent.trim().replace(/\s+/g, ' ').replace(/^(?=[=+\-@＝＋－＠])/, "'");
  const line = (row) => Array.from(row.cells).slice(1).map(plain).join('\t');

  document.addEventListener('copy', (e) => {
    const typing = document.activeElement && document.activeElement.matches('input:not([type=checkbox]), select, textarea');
    if (typing || String(window.getSelection())) return;
    const here = rowOf(document.activeElement);
    const rows = ticked().length ? ticked() : here ? [here] : [];
    if (!rows.length) return;
    const head = rows.length > 1 ? [table.tHead.rows[0]] : [];
    e.clipboardData.setData('text/plain', head.concat(rows).map(line).join('\r\n') + '\r\n');
    e.preventDefault();
    tell(table.dataset.copied, rows.length);
  });
})();
