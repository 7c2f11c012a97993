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
The life of commands: received, translated, checked, executed, ended, and told all along.

Pure Python: sentences and times come in by method calls, news go out through a journal. The newest
sentence wins, and a stop wins over everything.
"""

from collections.abc import Callable
from contextlib import ExitStack
import math

from nl2ros.plan import Plan
from nl2ros.robot.activities import Effect, Senses
from nl2ros.robot.checks import check, has_motion, Refused
from nl2ros.robot.confirmation import Question, reasons_to_ask
from nl2ros.robot.control import ControlLoop, Output
from nl2ros.robot.drive import Done, Failed
from nl2ros.robot.effects import Effects
from nl2ros.robot.executor import Executor, Outcome
from nl2ros.robot.goals import Navigator
from nl2ros.robot.places import Places
from nl2ros.robot.settings import Settings
from nl2ros.robot.speech import Notice
from nl2ros.robot.status import Command, Journal, State
from nl2ros.robot.translations import Translations

NEWS_EVERY_S = 0.5      # while a step goes on


class Commander:
    """Carries out one command at a time on one robot."""

    def __init__(self, settings: Settings, places: Places, navigator: Navigator, output: Output,
                 translations: Translations, journal: Journal,
                 show_plan: Callable[[Plan], None]):
        self.current: Command | None = None
        executor = Executor(settings.motion, settings.limits, places, navigator, self._perform,
                            settings.navigation)
        self.control = ControlLoop(settings, executor, navigator, output)
        self._places, self._navigator = places, navigator
        self._translations, self._journal, self._show_plan = translations, journal, show_plan
        self.question = Question(journal)
        self._effects = Effects(places, self._doing)
        self._count = 0
        self._news_at, self._news_of = -math.inf, 0

    @property
    def settings(self) -> Settings:
        """Return the settings; new ones hold at once, a step under way keeps its own."""
        return self.control.settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.control.settings = settings
        self.control.executor.settings = settings.motion
        self.control.executor.limits = settings.limits

    def command(self, text: str, language: str, now: float) -> None:
        """Take in a sentence that is not a stop."""
        self.question.withdraw(State.CANCELLED, Notice('replaced'), now)
        command = self._received(text, language, now)
        most = self.settings.node.max_text_length
        if len(text) > most:
            self._journal.end(command, State.REJECTED, Notice('too_long', {'limit': most}), now)
            return
        for dropped in self._translations.submit(command, now):
            self._journal.end(dropped, State.CANCELLED, Notice('replaced'), now)

    def stop(self, now: float, text: str | None = None, language: str = 'en') -> None:
        """Stop the robot first, tell then; ``text`` is the command that said so, if one did."""
        with ExitStack() as also:       # whatever fails, the rest is done all the same
            also.callback(self.cancel, Notice('stopped_before'), now)
            also.callback(self._navigator.stop, now)
            self.control.halt(now)
        if text is not None:
            command = self._received(text, language, now)
            self._journal.say(command, Notice('stopped'))
            self._journal.end(command, State.SUCCEEDED, Notice('stopped'), now)

    def answer(self, is_yes: bool, now: float, text: str | None = None,
               language: str = 'en') -> Notice:
        """Begin or drop the plan that waits; ``text`` is the command that answered, if one did."""
        notice = Notice('nothing_to_confirm' if not self.question.is_open else
                        'confirmed' if is_yes else 'declined')
        if text is not None:
            self._journal.end(self._received(text, language, now), State.SUCCEEDED, notice, now)
        if not is_yes:
            self.question.withdraw(State.CANCELLED, notice, now)
        elif (pending := self.question.take()) is not None:
            self._check_and_begin(pending.command, pending.plan, now)
        return notice

    def cancel(self, notice: Notice, now: float) -> None:
        """End every command that has not ended yet."""
        self.question.withdraw(State.CANCELLED, notice, now)
        for command in self._translations.drop():
            self._journal.end(command, State.CANCELLED, notice, now)
        self._end(State.CANCELLED, notice, now)

    def fail(self, notice: Notice, now: float) -> None:
        """Stop, and end the command under way as failed."""
        try:
            self.control.halt(now)
        finally:
            self._end(State.FAILED, notice, now)

    def fail_all(self, notice: Notice, now: float) -> None:
        """Stop, and end as failed whatever has not ended yet."""
        self.fail(notice, now)
        self.question.withdraw(State.FAILED, notice, now)
        for command in self._translations.drop():
            self._journal.end(command, State.FAILED, notice, now)

    def poll(self, now: float) -> None:
        """Take a plan from the translator, if there is one, and wait for no answer too long."""
        self.question.expire(self.settings.node.confirm_timeout, now)
        answer = self._translations.poll(now)
        timeout = self.settings.node.translation_timeout
        for command in self._translations.overdue(now, timeout):
            self._journal.end(command, State.FAILED,
                              Notice('translation_timeout', {'seconds': timeout}), now)
        if answer is None:
            return
        command, plan = answer
        if isinstance(plan, BaseException):
            self._journal.end(command, State.FAILED,
                              Notice('translation_failed', {'error': plan}), now)
            return
        self._translated(command, plan, now)

    def tick(self, now: float) -> None:
        """Run the control loop once, and tell how it goes."""
        tick = self.control.tick(now)
        if self.current is None:
            return
        for notice in (self.control.held_by, self.control.rival(),
                       tick.notice if tick.outcome is None else None):
            if notice is not None:
                self._journal.say(self.current, notice)
        if tick.outcome is None:
            self._tell_progress(now)
        else:
            self._end(State.SUCCEEDED if tick.outcome is Outcome.SUCCEEDED else State.FAILED,
                      tick.notice or Notice('done'), now)

    def _received(self, text: str, language: str, now: float) -> Command:
        self._count += 1
        command = Command(self._count, text[:self.settings.node.max_text_length], language)
        self._journal.tell(command, State.RECEIVED, now=now)
        return command

    def _end(self, state: State, notice: Notice, now: float) -> None:
        """End the command under way, if there is one."""
        command, self.current = self.current, None
        if command is not None:
            self._journal.end(command, state, notice, now)

    def _translated(self, command: Command, plan: Plan, now: float) -> None:
        self._show_plan(plan)
        self._journal.tell(command, State.TRANSLATED, now=now)
        if not plan.is_ok:
            self._journal.reject(command, plan, now)
            return
        self._check_and_begin(command, plan, now, may_ask=True)

    def _check_and_begin(self, command: Command, plan: Plan, now: float,
                         may_ask: bool = False) -> None:
        """Refuse a plan, ask about it, answer it, or begin it in place of the one under way."""
        senses = self.control.senses(now)
        checked = check(plan, self.settings.limits, self._places, self.settings.fence,
                        senses.map_pose, senses.start)
        if isinstance(checked, Refused):
            self._journal.end(command, State.REJECTED, checked.notice, now,
                              reason=checked.reason)
            return
        if may_ask and (why := reasons_to_ask(plan, self.settings.node.confirm,
                                              self.settings.motion)):
            self.question.ask(command, plan, why, self.settings.node.confirm_timeout, now)
            return
        plan, notices = checked
        for notice in notices:
            self._journal.say(command, notice)
        if not has_motion(plan):
            self._perform_beside(command, plan, senses)
            return
        self._end(State.CANCELLED, Notice('replaced'), now)
        self.control.executor.start(plan, now)
        self.current, self._news_of = command, 0
        self.tick(now)

    def _perform_beside(self, command: Command, plan: Plan, senses: Senses) -> None:
        """Answer and learn at once; the motion under way goes on."""
        for step in plan.steps * plan.repeat:
            answer = self._effects.perform(step, senses)
            if isinstance(answer, Failed):
                self._journal.end(command, State.FAILED, answer.notice, senses.now)
                return
            self._journal.reply(command, answer.notice)
        self._journal.end(command, State.SUCCEEDED, answer.notice, senses.now)

    def _perform(self, effect: Effect, senses: Senses) -> Done | Failed:
        """Do what the plan under way wants done besides moving."""
        answer = self._effects.perform(effect, senses)
        if isinstance(answer, Failed):
            return answer
        self._journal.reply(self.current, answer.notice)
        return Done()

    def _doing(self) -> Notice:
        progress = self.control.executor.progress
        if progress is None or self.current is None:
            return Notice('idle')
        return Notice('busy', {'step': progress.step, 'steps': progress.steps,
                               'text': self.current.text})

    def _tell_progress(self, now: float) -> None:
        """Tell a step when it begins, and now and then how it goes."""
        progress = self.control.executor.progress
        if progress is None or (progress.step == self._news_of
                                and 0 <= now - self._news_at < NEWS_EVERY_S):
            return
        self._news_of, self._news_at = progress.step, now
        words = [Notice('step', {'step': progress.step, 'steps': progress.steps})]
        if progress.notice is not None:
            self._journal.say(self.current, progress.notice)
            words.append(progress.notice)
        rival = self.control.rival()
        if rival is not None:
            words.append(rival)
        self._journal.tell(
            self.current, State.EXECUTING,
            ' '.join(notice.text(self.current.language) for notice in words), now,
            step=progress.step, steps=progress.steps,
            action=progress.action.model_dump(mode='json'),
            **({} if rival is None else {'rivals': rival.values['names']}), **progress.detail)
