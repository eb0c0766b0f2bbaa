// Writing down an application without leaving the keyboard: Enter goes to the
// next field, what is known of earlier applications is looked up as one goes on,
// and what was typed is put aside on the server.
(function () {
  'use strict';

  const form = document.querySelector('form.log');
  if (!form) return;
  const control = (name) => form.elements.namedItem(name);

  // The radio buttons that are not chosen are no stop on the way.
  const stops = () => Array.from(form.querySelectorAll('input:not([type=hidden]), select, textarea'))
    .filter((c) => c.offsetParent && (c.type !== 'radio' || c.checked));

  form.addEventListener('keydown', (e) => {
    const line = e.target.matches('select, input:not([type=checkbox])');
    if (e.key !== 'Enter' || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.altKey || e.shiftKey || e.metaKey) return;
    if (!line || !control('enter').checked) return;
    e.preventDefault();
    const all = stops();
    const next = all[all.indexOf(e.target) + 1];
    if (next) next.focus();
  });

  // Alt+N on the blank form begins at once, without asking the server for it.
  document.addEventListener('click', (e) => {
    const link = e.target.closest('.menu a[aria-current]');
    if (!link || control('name').value || control('content').value) return;
    e.preventDefault();
    control('name').focus();
  });

  const post = (url, signal) => fetch(url, {
    method: 'POST', credentials: 'same-origin', signal, body: new URLSearchParams(new FormData(form)), headers: { 'X-Quiet': '1' },
  });

  // The hints are those of the page that 计算期限 shows.
  const hints = document.getElementById('hints');
  const looks = async () => {
    try {
      const page = new DOMParser().parseFromString(await (await post(form.querySelector('.due button').formAction)).text(), 'text/html');
      const found = page.getElementById('hints');
      if (found && found.innerHTML.trim() !== hints.innerHTML.trim()) hints.replaceChildren(...found.childNodes);
    } catch (e) { /* the form works without */ }
  };

  let changed = false;
  let saving = null;
  const keeps = async () => {
    if (!changed) return;
    changed = false;
    saving = new AbortController();
    try {
      await post(form.querySelector('.actions [formaction]').formAction, saving.signal);
    } catch (e) { /* tried again with the next change */ }
  };

  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('change', (e) => {
    changed = true;
    keeps();
    if (['name', 'content', 'id_number', 'office'].includes(e.target.name)) looks();
  });
  const clock = setInterval(keeps, 10000);
  form.addEventListener('submit', () => {
    clearInterval(clock);
    changed = false;
    if (saving) saving.abort();
  });
})();
