const api = '/api/v1/projects';
const said = document.getElementById('said');

function link(project, format) {
  const a = document.createElement('a');
  a.href = `${api}/${project.id}/export/${format}`;
  a.textContent = format;
  return a;
}

async function list() {
  const {projects} = await (await fetch(api)).json();
  document.getElementById('projects').replaceChildren(...projects.map((project) => {
    const item = document.createElement('li');
    const {done_s, total_s} = project.progress;
    item.append(`${project.name}: ${project.error ?? project.state} ` +
                (project.state === 'listening' ? `${done_s.toFixed(0)} of ${total_s.toFixed(0)} s` : ''));
    if (project.state === 'ready') {
      for (const format of ['midi', 'json', 'csv', 'musicxml', 'png', 'zip']) {
        item.append(' ', link(project, format));
      }
    }
    return item;
  }));
}

document.getElementById('upload').addEventListener('submit', async (event) => {
  event.preventDefault();
  const file = document.getElementById('file').files[0];
  said.textContent = 'Sending…';
  const answer = await fetch(`${api}?name=${encodeURIComponent(file.name)}`, {method: 'POST', body: file});
  const told = await answer.json();
  said.textContent = answer.ok ? '' : told.error.message;
  list();
});

setInterval(list, 1000);
list();
