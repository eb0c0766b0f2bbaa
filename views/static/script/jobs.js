// A job that runs is looked at every two seconds; without scripts the page loads
// itself anew. Only how it ends is said aloud.
(function () {
  'use strict';

  const at = (page, id) => page.getElementById(id);

  const look = async () => {
    const reply = await fetch(location.href, { credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
    const job = at(page, 'job');
    if (!reply.ok || !job) return location.reload();
    for (const id of ['job-line', 'job-bar']) {
      if (at(page, id)) at(document, id).innerHTML = at(page, id).innerHTML;
    }
    if ('open' in job.dataset) return later();
    const focused = at(document, 'job-form').contains(document.activeElement);
    at(document, 'job').replaceWith(job);
    document.querySelector('header').replaceWith(page.querySelector('header'));
    at(document, 'job-form').remove();
    at(document, 'job-said').textContent = at(document, 'job-line').textContent;
    if (focused) job.focus();
  };

  const later = () => setTimeout(() => look().catch(later), 2000);

  if (at(document, 'job') && 'open' in at(document, 'job').dataset) later();
})();
