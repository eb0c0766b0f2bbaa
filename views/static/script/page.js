// The application page: one panel open at a time, what a step would do shown
// while it is filled in, and the category of answer by two digits.
(function () {
  'use strict';

  const panel = 'details[data-panel]';

  document.addEventListener('toggle', (e) => {
    if (!e.target.matches(panel) || !e.target.open) return;
    document.querySelectorAll(panel + '[open]').forEach((d) => { d.open = d === e.target; });
    begin(e.target);
    const first = e.target.querySelector('[data-digits]');
    if (first && e.target.contains(document.activeElement)) (first.querySelector(':checked') || first).focus();
  }, true);

  // What a step would do. A form that is just open is not reproached with what is
  // still to be filled in.
  const show = async (form, quiet) => {
    const out = form.querySelector('.effect output');
    try {
      const reply = await fetch(form.dataset.preview, {
        method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)),
      });
      const effect = await reply.json();
      if (quiet && effect.refused) return;
      out.textContent = effect.text || '';
      out.className = effect.refused ? 'error' : '';
      if (effect.warning) out.append(' ', Object.assign(document.createElement('strong'), { textContent: effect.warning }));
    } catch (err) {
      out.textContent = '';
    }
  };

  const begin = (d) => {
    const form = d.querySelector('form[data-preview]');
    if (form && !form.querySelector('.effect output').textContent) show(form, true);
  };
  document.querySelectorAll(panel + '[open]').forEach(begin);

  let wait = 0;
  document.addEventListener('input', (e) => {
    const form = e.target.closest('form[data-preview]');
    if (!form) return;
    clearTimeout(wait);
    wait = setTimeout(show, 300, form);
  });

  // The first digit leads to a class, the second picks in it. A class of one
  // needs no second.
  let klass = null;
  const pick = (group, key) => {
    const radio = klass && group.contains(klass) && klass.querySelector('input[data-key="' + key + '"]');
    if (!radio) {
      klass = group.querySelector('fieldset[data-key="' + key + '"]');
      const all = klass ? klass.querySelectorAll('input') : [];
      if (all.length > 1) all[0].focus();
      if (all.length !== 1) return;
    }
    const chosen = radio || klass.querySelector('input');
    if (radio) klass = null;
    chosen.focus();
    chosen.checked = true;
    chosen.dispatchEvent(new Event('input', { bubbles: true }));
  };

  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.keyCode === 229 || e.altKey || e.ctrlKey || e.metaKey) return;
    const group = e.target.closest('[data-digits]');
    if (group && /^[1-9]$/.test(e.key)) {
      pick(group, e.key);
      e.preventDefault();
    }
  });
})();
