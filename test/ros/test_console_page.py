# Copyright 2026 nl2ros contributors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""
The console as a person uses it: a browser, the page, a node, and a robot in its physics.

Skipped where no Chromium is installed; nothing is downloaded (Debian: apt install chromium
chromium-driver).
"""

import json
import os
from pathlib import Path
import shutil
import signal
import socket
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from conftest import wait_until
import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CHROMIUM = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))),
                None)
DRIVER = shutil.which('chromedriver')
FAKE = str(Path(__file__).with_name('fake_node.py'))
PATIENCE_S = 300.0

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason='no Chromium with its chromedriver is '
                       'installed (Debian: apt install chromium chromium-driver)'),
]


class Browser:
    """The page in headless Chromium, found by what people see and screen readers say."""

    def __init__(self, width, height):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ('--headless=new', '--disable-gpu', '--disable-dev-shm-usage',
                         '--force-prefers-reduced-motion', f'--window-size={width},{height}'):
            options.add_argument(argument)
        if os.geteuid() == 0:       # as in a container, where Chromium has no sandbox to use
            options.add_argument('--no-sandbox')
        options.set_capability('goog:loggingPrefs', {'performance': 'ALL', 'browser': 'ALL'})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.command_executor.client_config.timeout = PATIENCE_S
        # narrower than any window may be
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': False})

    def visit(self, address):
        """Go to the page and wait until it is connected and its robot ready."""
        self.driver.get(address)
        self.until(lambda: self.run('return window.socket.connected')
                   and self.text('.c-phase') == 'Ready')

    def text(self, selector):
        """Return what an element shows."""
        return self.driver.find_element(By.CSS_SELECTOR, selector).text

    def enter(self, sentence):
        """Type a sentence and send it."""
        def typed():
            box = self.driver.find_element(By.ID, 'c-sentence')
            box.clear()
            box.send_keys(sentence)
            return box.get_property('value') == sentence
        self.until(typed)
        self.press(Keys.ENTER)

    def press(self, key):
        """Press a key wherever the focus is."""
        ActionChains(self.driver).send_keys(key).perform()

    def click(self, selector):
        """Click on an element, as soon as it can be clicked on."""
        self.until(lambda: self.driver.find_element(By.CSS_SELECTOR, selector).click() is None)

    def run(self, script, *values):
        """Run JavaScript."""
        return self.driver.execute_script(script, *values)

    def until(self, condition):
        """Wait for what the page shows; it may be under construction meanwhile."""
        def holds():
            try:
                return condition()
            except WebDriverException:
                return False
        return wait_until(holds, lambda: time.sleep(0.1), PATIENCE_S)

    def requested(self):
        """Return the addresses that were asked for."""
        events = (json.loads(entry['message'])['message']
                  for entry in self.driver.get_log('performance'))
        return {event['params']['request']['url'] for event in events
                if event['method'] == 'Network.requestWillBeSent'}


@pytest.fixture
def console(domain, start, monkeypatch):
    """Start node, simulator and console; give what opens a browser, and the console itself."""
    browsers = []

    def run(width=1280, height=900, **parameters):
        # NiceGUI would take its own test's port instead of ours
        monkeypatch.delenv('PYTEST_CURRENT_TEST')
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        given = {'odom_timeout': 5.0, **parameters}
        start(FAKE, 'ready', '--ros-args',
              *(part for name, value in given.items() for part in ('-p', f'{name}:={value}')))
        start('-m', 'nl2ros.simulation.node')
        process = start('-m', 'nl2ros.console.program', '--no-browser', '--port', str(port))
        address = f'http://localhost:{port}'

        def is_served():
            assert process.is_alive(), process.output
            try:
                return urlopen(address, timeout=30).status == 200
            except (URLError, TimeoutError):
                return False
        wait_until(is_served, lambda: time.sleep(0.1), PATIENCE_S)
        browsers.append(Browser(width, height))
        browsers[-1].visit(address)
        return browsers[-1], process

    yield run
    for browser in browsers:
        # pytest shows it when the test fails
        sys.stdout.writelines(f'{entry["message"]}\n'
                              for entry in browser.driver.get_log('browser'))
        browser.driver.quit()


def test_type_arrive_and_stop_midway(console):
    """A sentence moves the robot to its goal; Escape, the button and Space stop it on its way."""
    browser, process = console()
    browser.enter('kitchen')
    browser.until(lambda: browser.text('.c-step') == 'navigate to "kitchen"')
    assert 'ros2 action send_goal /navigate_to_pose' in browser.text('.c-commands')
    browser.until(lambda: browser.text('.c-outcome').startswith('Done'))
    browser.until(lambda: ', kitchen' in browser.text('.c-readout'))
    assert browser.driver.find_elements(By.CSS_SELECTOR, '.c-track path')

    stops = (lambda: browser.press(Keys.ESCAPE),        # while the box has the focus
             lambda: browser.click('#c-stop'),
             lambda: browser.run('document.activeElement.blur()') or browser.press(' '))
    for stop in stops:
        browser.enter('lab')
        browser.until(lambda: browser.text('.c-phase') == 'Executing'
                      and not browser.text('.c-readout').endswith(' 0.00 m/s'))
        stop()
        browser.until(lambda: browser.text('.c-outcome').startswith('Cancelled'))
        browser.until(lambda: browser.text('.c-readout').endswith(' 0.00 m/s'))
        browser.until(lambda: browser.text('.c-phase') == 'Ready')
    assert browser.text('#c-alarm') == ''
    assert all(address.startswith(('http://localhost', 'data:'))
               for address in browser.requested())

    process.send(signal.SIGKILL)    # the page must not pretend that a stop was heard
    browser.press(Keys.ESCAPE)
    browser.until(lambda: 'did not get through' in browser.text('#c-alarm'))


def test_confirm_on_a_phone(console):
    """A question with two answers, a speed limit, and nothing wider than a narrow screen."""
    browser, _ = console(width=390, height=844, confirm='always', confirm_timeout=600.0)
    browser.enter('forward')
    browser.until(lambda: browser.text('.c-phase') == 'Waiting for your yes')
    browser.until(lambda: 'Shall I?' in browser.text('.c-question'))
    assert browser.run('return document.documentElement.scrollWidth') <= 390
    box = browser.run('const box = document.getElementById("c-stop").getBoundingClientRect();'
                      'return [box.top, box.bottom, innerHeight]')
    assert 0 <= box[0] < box[1] <= box[2]     # in sight without scrolling
    browser.click('.c-no')
    browser.until(lambda: browser.text('.c-outcome').startswith('Cancelled'))
    browser.enter('forward')
    browser.until(lambda: 'Shall I?' in browser.text('.c-question'))
    browser.click('.c-yes')
    browser.until(lambda: browser.text('.c-outcome').startswith('Done'))
    browser.until(lambda: browser.text('.c-readout').startswith(('x 0.99', 'x 1.0')))

    browser.click('.c-languages [data-language=my]')
    assert browser.text('.c-stop-word') == 'ရပ်' and browser.text('summary') == 'ဆက်တင်များ'
    browser.click('summary')
    browser.until(lambda: browser.text('label[for=c-confirm]') == 'မရွေ့ခင် မေးပါ')
    browser.click('.c-languages [data-language=en]')
    assert browser.text('.c-stop-word') == 'Stop'
    browser.until(lambda: browser.text('output[for=c-limits-linear_speed]') == '0.5 m/s')
    browser.run('document.getElementById("c-limits-linear_speed").focus()')
    browser.press(Keys.ARROW_LEFT)
    browser.until(lambda: browser.text('output[for=c-limits-linear_speed]') == '0.45 m/s')
