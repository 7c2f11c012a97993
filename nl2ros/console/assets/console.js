// Copyright 2026 nl2ros contributors
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

// What has to happen in the browser: stopping at once, keys, the microphone, small comforts.

const nl2ros = (() => {
  const part = (id) => document.getElementById(id);
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const INTERACTIVE = 'input, textarea, select, button, summary, a[href], [contenteditable]';
  const STOP_TIMEOUT_MS = 2000;
  let recognition = null;

  // A request of its own, beside the page's connection, which may be just reconnecting.
  async function stop() {
    const button = part('c-stop'), alarm = part('c-alarm');
    button.classList.remove('c-pressed');
    void button.offsetWidth;  // starts the animation anew
    button.classList.add('c-pressed');
    alarm.textContent = '';
    recognition?.abort();
    try {
      const answer = await fetch('/stop', {
        method: 'POST', keepalive: true, signal: AbortSignal.timeout(STOP_TIMEOUT_MS)});
      const { heard } = await answer.json();
      if (!heard) alarm.textContent = 'Nobody heard the stop: the node is not there. '
        + 'Stop the robot itself.';
    } catch {
      alarm.textContent = 'The stop did not get through: the console does not answer. '
        + 'Stop the robot itself.';
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.repeat) return;
    const isTyping = event.target.closest?.(INTERACTIVE);
    if (event.key === 'Escape' || (event.key === ' ' && !isTyping)) {
      event.preventDefault();
      stop();
    }
  });

  function submit(event, emit) {
    event.preventDefault();
    const box = part('c-sentence');
    if (box.value.trim()) emit(box.value);
    box.value = '';
  }

  function put(sentence) {
    const box = part('c-sentence');
    box.value = sentence;
    box.focus();
  }

  // The language of the labels, the examples and the microphone.
  function speak(button) {
    const examples = part('c-examples');
    examples.dataset.language = button.dataset.language;
    for (const other of examples.querySelectorAll('.c-languages button')) {
      other.setAttribute('aria-pressed', String(other === button));
    }
    localStorage.setItem('nl2ros-language', button.dataset.language);
    label();
  }

  // What is on the page from the start, and what comes later, such as settings.
  function label() {
    const language = part('c-examples').dataset.language;
    for (const element of document.querySelectorAll('[data-my]')) {
      const words = element.dataset[language];
      if (element.textContent === words) continue;
      element.textContent = words;
      element.lang = language;
    }
  }

  function listen() {
    const button = part('c-microphone'), heard = part('c-heard');
    if (recognition) return recognition.stop();
    const end = (words) => {
      recognition = null;
      button.setAttribute('aria-pressed', 'false');
      heard.textContent = words;
    };
    recognition = new Recognition();
    recognition.lang = document.querySelector('.c-languages [aria-pressed=true]').dataset.code;
    recognition.interimResults = true;
    let problem = '';
    recognition.onresult = ({ results }) => {
      part('c-sentence').value = Array.from(results, (result) => result[0].transcript).join(' ');
      if (results[results.length - 1].isFinal) part('c-say').requestSubmit();
    };
    recognition.onerror = ({ error }) => { problem = `The microphone does not work: ${error}.`; };
    recognition.onend = () => end(problem);
    button.setAttribute('aria-pressed', 'true');
    heard.textContent = 'Listening …';
    recognition.start();
  }

  function slide(input) {
    const words = `${Number(input.value)} ${input.dataset.unit}`;
    document.querySelector(`output[for="${input.id}"]`).textContent = words;
    input.setAttribute('aria-valuetext', words);
  }

  async function copy(event) {
    const button = event.currentTarget;
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.classList.add('c-copied');
    setTimeout(() => button.classList.remove('c-copied'), 1200);
  }

  function toggleDark() {
    const isDark = !document.body.classList.contains('body--dark');
    Quasar.Dark.set(isDark);
    localStorage.setItem('nl2ros-dark', isDark);
  }

  // The page is built once its connection is there; until then there is nothing to set up.
  new MutationObserver((_, observer) => {
    if (!part('c-sentence')) return;
    observer.disconnect();
    const dark = localStorage.getItem('nl2ros-dark');
    if (dark !== null) Quasar.Dark.set(dark === 'true');
    if (Recognition) part('c-microphone').hidden = false;
    const language = localStorage.getItem('nl2ros-language');
    if (language) speak(document.querySelector(`.c-languages [data-language=${language}]`));
    new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
    part('c-sentence').focus({ preventScroll: true });
  }).observe(document, { childList: true, subtree: true });

  return { stop, submit, put, speak, listen, slide, copy, toggleDark };
})();
