// A form is sent once. The server knows it too, by the token of the form and
// the version of the application; this only spares people the message.
(function () {
  'use strict';

  const sent = new WeakSet();

  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (!form.matches('form[data-once]')) return;
    if (sent.has(form)) {
      e.preventDefault();
      return;
    }
    sent.add(form);
    changed = false;
    form.querySelectorAll('button[type="submit"]').forEach((b) => b.setAttribute('aria-disabled', 'true'));
  });

  // Coming back to a page by the Back button, its forms may be sent again.
  window.addEventListener('pageshow', (e) => {
    if (!e.persisted) return;
    document.querySelectorAll('form[data-once]').forEach((form) => {
      sent.delete(form);
      form.querySelectorAll('button').forEach((b) => b.removeAttribute('aria-disabled'));
    });
  });

  // What was typed is not lost by a slip.
  let changed = false;
  document.addEventListener('input', (e) => {
    if (e.target.closest('form[data-once]')) changed = true;
  });
  window.addEventListener('beforeunload', (e) => {
    if (!changed) return;
    e.preventDefault();
    e.returnValue = '';
  });
})();
