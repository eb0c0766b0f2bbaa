// Keys for those who keep their hands on the keyboard. Nothing here is needed:
// each key stands for a link, a control or a button of the page.
(function () {
  'use strict';

  // While a Chinese word is being composed the keys belong to the input method.
  const composing = (e) => e.isComposing || e.keyCode === 229;

  const reach = (target) => {
    if (target.matches('input, select, textarea')) {
      target.focus();
      if (target.select) target.select();
      return;
    }
    target.click();
    const form = target.closest('details[open]');
    const first = form && target.matches('summary') && form.querySelector('input:not([type=hidden]), select, textarea');
    if (first) first.focus();
  };

  const byLetter = (e) => {
    if (!e.altKey || e.ctrlKey || e.metaKey || e.key.length !== 1) return false;
    const letter = (e.code || '').replace(/^(Key|Digit)/, '').toLowerCase();
    const target = /^[a-z0-9]$/.test(letter) && document.querySelector('[accesskey="' + letter + '" i]');
    if (target) reach(target);
    return Boolean(target);
  };

  // Ctrl+Enter presses the first submit button of the form one is in, elsewhere
  // that of the form the page is about.
  const submits = (e) => {
    if (!e.ctrlKey || e.key !== 'Enter') return false;
    const form = (document.activeElement && document.activeElement.closest('form[method="post"]')) || document.querySelector('form[data-main]');
    const button = form && (form.querySelector('button.main') || form.querySelector('button[type="submit"]'));
    if (button) button.click();
    return Boolean(button);
  };

  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 };

  // Arrows walk through the lines of a list; Enter opens, as the link has focus.
  const walks = (e) => {
    const step = moves[e.key];
    if (!step || e.altKey || e.ctrlKey || e.shiftKey || e.target.matches('input:not([type=checkbox]), select, textarea')) return false;
    const table = document.querySelector('table[data-rows]');
    if (!table) return false;
    const links = Array.from(table.querySelectorAll('tbody th a'));
    const row = document.activeElement.closest('tr');
    const at = links.findIndex((a) => a.closest('tr') === row);
    if (at < 0 && (e.target !== document.body && !e.target.contains(table))) return false;
    const to = Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + step));
    links[to].focus();
    return true;
  };

  // Ctrl+E takes the workbook of what the page shows.
  const exports = (e) => {
    const link = e.ctrlKey && !e.altKey && !e.shiftKey && e.key === 'e' && document.querySelector('main .actions a[href*="format=xlsx"]');
    if (link) link.click();
    return Boolean(link);
  };

  const help = (e) => {
    if (e.key === 'F1') window.location.href = document.querySelector('footer [accesskey=h]').href;
    return e.key === 'F1';
  };

  // Escape folds what is unfolded around the focus, and the keys stay there.
  const folds = (e) => {
    const head = e.key === 'Escape' && e.target.closest('details[open]')?.querySelector('summary');
    if (head) head.click();
    if (head) head.focus();
    return Boolean(head);
  };

  document.addEventListener('keydown', (e) => {
    if (composing(e)) return;
    if (byLetter(e) || submits(e) || walks(e) || exports(e) || help(e) || folds(e)) e.preventDefault();
  });

  document.addEventListener('focusin', (e) => {
    document.querySelectorAll('tr.at').forEach((row) => row.classList.remove('at'));
    e.target.closest('table[data-rows] tbody tr')?.classList.add('at');
  });

  // The summary of faults is read out first.
  document.getElementById('problem')?.focus();
})();
