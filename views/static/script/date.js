// Dates may be typed short: 1124, 11-24, 20261124. The field shows at once what
// was understood, and the form for a new application what follows from it.
(function () {
  'use strict';

  const two = (n) => String(n).padStart(2, '0');

  const exists = (y, m, d) => {
    const t = new Date(Date.UTC(y, m - 1, d));
    return t.getUTCMonth() === m - 1 && t.getUTCDate() === d;
  };

  const forms = [
    [/^(\d{4})(\d{2})(\d{2})$/, true],
    [/^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/, true],
    [/^(\d{2})(\d{2})$/, false],
    [/^(\d{1,2})[-./月](\d{1,2})日?$/, false],
  ];

  // A day without its year is the latest such day that is not in the future.
  const complete = (text) => {
    const now = new Date(Date.now() + 8 * 3600e3);
    const today = now.toISOString().slice(0, 10);
    for (const [form, full] of forms) {
      const m = form.exec(text.trim());
      if (!m) continue;
      const [y, mo, d] = full ? [+m[1], +m[2], +m[3]] : [now.getUTCFullYear(), +m[1], +m[2]];
      const day = (year) => year + '-' + two(mo) + '-' + two(d);
      const year = !full && day(y) > today ? y - 1 : y;
      return exists(year, mo, d) ? day(year) : text;
    }
    return text;
  };

  document.addEventListener('change', (e) => {
    if (e.target.matches('input[data-day]')) e.target.value = complete(e.target.value);
    const form = e.target.closest('form[data-due]');
    if (form) echo(form);
  });

  const echo = async (form) => {
    const out = document.getElementById('due-echo');
    const data = new FormData(form);
    const query = new URLSearchParams();
    for (const name of ['channel', 'arrived', 'confirmed']) query.set(name, data.get(name) || '');
    try {
      const reply = await fetch(form.dataset.due + '?' + query, { credentials: 'same-origin' });
      const due = await reply.json();
      out.textContent = due.error || [due.text, due.warning].filter(Boolean).join(' ');
    } catch (e) {
      out.textContent = '';
    }
  };
})();
