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
The words of stopping, English and Burmese: tables for ``stop_guard.py``, no code.

Each table is one part that words play around a stop. English phrases are written as the guard
reads them: lower case, without apostrophes.
"""

from enum import auto, Enum


class Role(Enum):
    """What a word does in a sentence that may be a stop."""

    STOP = auto()      # a stop by itself
    HALT = auto()      # a stop of what follows it: "cut the motors", "end the motion"
    NEGATION = auto()  # a stop before going, no stop before a stop: "don't move", "don't stop"
    REPAIR = auto()    # takes back what was said before: "go left, no, stop"
    GOING = auto()     # a command, unless it is negated or stopped
    MOTION = auto()    # what can be stopped: "moving", "the rotation"
    MACHINE = auto()   # who or what is stopped, or spoken to
    WAY = auto()       # a direction: a command, unless it tells what motion is stopped
    LINK = auto()      # "the", "your": stands before an object, makes "the stop" a noun
    HOLD = auto()      # a cry before a stop, a command after it: "wait, stop"
    THEN = auto()      # a command follows: "ရပ်ပြီး", "stop, then"
    WHEN = auto()      # a condition: the stop is not for now
    PLACE = auto()     # where: a command, unless it is part of a reason
    EXPLAIN = auto()   # why: "stop, the baby is there"
    NEUTRAL = auto()   # courtesy, urgency, fillers
    ELSEWHERE = auto()  # part of something larger, which the model has to read
    SENTENCE = auto()  # the end of a Burmese sentence
    UNKNOWN = auto()
    PAUSE = auto()     # punctuation


ENGLISH = {
    Role.STOP: """
        stop, stopp, stoop, sstop, sttop, stpo, sotp, tsop, stp, stahp, stawp, halt, hlat, hault,
        freeze, freez, whoa, woah, whoah, avast, desist, cease, abort, cancel, brake, brakes,
        enough, enuf, estop, basta, khalas, ruko, alto, halte, plenty, quit it, stopnow, stopit,
        stopstop, stopstopstop, stopplease, hold it, hold fast, hold everything, hold your
        horses, and hold, stand fast, stand still, stand down, stand there, stay right there,
        stay put right there, haud it, heave to, pull up, park it, park up, park up there, stay
        thy wheels, leave it there, leave it out, cut it out, cut that out, cut it, knock it off,
        pack it in, give it a rest, far enough, close enough, near enough, enough is enough,
        thats enough, thats far enough, it is enough, here is enough, thatll do, that will do,
        thatll dae, thats plenty, plenty far, as far as you go, good already, no further, not
        further, not any further, no more, not another inch, not another step, not another
        centimetre, not another metre, not one step, not a step, not an inch, not one inch, not
        one more inch, not one more step, not a step more, not one step further, not a step
        further, to a stop, to a halt, to a standstill, to a complete stop, to a complete halt,
        to a complete standstill, to a full stop, to a full halt, to a dead stop, to rest, come
        to rest, to an end, deceleration to standstill, stop at once, stop at this point, stop
        right there, stop where you are, stop what youre doing, stop what you are doing, stop
        what your doing, stop this instant, stop this minute, stop this second, stop in your
        tracks, stop dead, stop as quickly as you can, stop as soon as possible, stop for a while
        please, a stop, a halt, the halt, an emergency stop, emergency stop, e stop, full stop,
        all stop, hard stop, panic stop, safety stop, dead stop, immediate stop, an immediate
        stop, immediate halt, an immediate halt, quick stop, motion stop, stop motion, stop
        command, stop order, the emergency stop, the brakes, red light, speed to zero, velocity
        to zero, velocity zero, speed zero, zero velocity, zero speed, v 0, motors off, engines
        off, power off, to be discontinued, to be halted, to be stopped, kill switch, cease and
        desist, break off, drive stop, advance no further, go no further, a standstill, drop
        everything and stop, soft stop, gentle stop, mind stopping, freeze where you are, halt
        where you are, halt drive, stop it, stop that
        """,
    Role.HALT: """
        terminate, end, discontinue, interrupt, arrest, disengage, kill, cut, quit, zero, reduce,
        shut down, shut off, switch off, turn off, cut off, desist from, refrain from, let go of,
        put an end to, suspend, ease off, abandon, scrub
        """,
    Role.NEGATION: """
        dont, do not, donot, doh, divvent, dinnae, never, nobody, must not, mustnt, no more, not
        to, please to not, without, not
        """,
    Role.REPAIR: """
        actually, nah, nvm, never mind, forget it, forget that, forget the rest, scratch that,
        cancel that, cancel it, no no, no, sorry, no wait, instead
        """,
    Role.GOING: """
        move, go, advance, proceed, continue, drive, roll, come, turn, spin, budge, stir,
        reverse, rotate, run, walk, march, head, back, goto, travel, be moving, resume, comes
        """,
    Role.MOTION: """
        moving, turning, turing, driving, going, rolling, spinning, rotating, circling,
        reversing, backing, walking, running, advancing, coming, motion, motions, movement,
        movements, rotation, rotations, drives, drive commands, manoeuvre, maneuver, mission,
        operation, operations, action, task, navigation, goal, goals, backing up, messing,
        drifting, creeping, wandering, crawling, swerving, speeding, racing, bumping, following
        """,
    Role.MACHINE: """
        robot, robots, bot, robo, machine, vehicle, unit, device, rover, buggy, wheels, wheel,
        motors, motor, engine, engines, throttle, power, yourself, it, em, them, that, this,
        thing, everything, platform, base, cart, turtlebot, droid, velocity, speed, actuators
        """,
    Role.WAY: """
        forward, forwards, backward, backwards, left, any further, further, ahead, closer,
        clockwise, anticlockwise, counterclockwise, in circles, at me
        """,
    Role.LINK: """
        the, a, an, your, my, its, our, these, those, any, every, current, present, ongoing, of,
        all, both, bus, tram, taxi, train, next, first, last, final, pit, this next, shuttle,
        whole
        """,
    Role.EXPLAIN: """
        is, are, theres, youre, hes, shes, theyre, im, ive, weve, were, youve, gonna, there has,
        before you, before somebody, before someone, before it, before we, what for, about to,
        going to, youll, itll, hell, shell, theyll, somebodys, someones, has, have
        """,
    Role.NEUTRAL: """
        please, pls, plz, plaese, plese, pretty please, with sugar on top, kindly, thanks, thank,
        ta, cheers, sir, madam, maam, mister, mr, mrs, miss, mate, pal, dude, bro, bruh, buddy,
        boss, man, boy, girl, lad, laddie, lassie, love, dear, darling, honey, sweetie, champ,
        sport, friend, folks, guys, everyone, somebody, someone, cowboy, captain, helm, yaar, na,
        lah, abeg, sil vous plait, por favor, bitte, danke, plait, lads, gents, oga, beta, hey,
        hi, hello, oi, oy, ok, okay, k, okey, alright, aight, all right, well, so, now, oh, ooh,
        ow, ouch, ah, aah, eh, uh, um, er, erm, hmm, hm, nope, yes, yeah, yep, ho, may, very,
        requests, requested, publish, their, hear, brought, gone, everybody, omg, ffs, wtf, gosh,
        god, jesus, heavens, sake, for heavens sake, bloody, hell, damn, dammit, danger, careful,
        be careful, watch out, look out, easy, steady, dare, around, about, in progress, in
        effect, too close, emergency, warning, attention, finally, here, there, then stop,
        already, just, really, only, do, right, immediately, instantly, instant, at once,
        quickly, fast, this second, this minute, this moment, right now, right away, forthwith,
        delay, without delay, with immediate effect, with effect from now, still, dead,
        completely, fully, complete, directed, instructed, advised, essential, necessary,
        imperative, important, time to, wouldnt, hereby ordered that, stay stopped, come on,
        comes, full, absolute, up, down, in, on, me, us, to, for, for me, with, and, or, as, can,
        could, would, will, shall, must, should, ought, need, want, wish, order, orders,
        operator, hereby, commanded, demand, demanding, beg, i say, i said, say, said, tell,
        told, ask, i told you, think, mean, i mean, has, got, cause, i, you, u, ye, he, him, her,
        they, we, id, like, be, so kind, grateful, if you would, if you please, if you could,
        would you, lets, let, make, sure, certain, make certain that, issue, trigger, activate,
        apply, hit, slam, slam on, put, set, reduce, bring, come, roll, slow, slow down, ease,
        grind, decelerate, give, thats, thats it, thats you, thats good, thats fine, good, fine,
        nice, lovely, perfect, great, cool, spot on, soon, asap, time, times up, over, cmd,
        command, bad, naughty, gotta, possible, required, needed, itself, lets have, more, much,
        very much, thank you, that is, it is, that includes you, at all, yet, also, too, you hear
        me, mind, and then stop, in the name of love, in the name of the law
        """,
    Role.HOLD: 'wait, hold on, hang on, wait a second, wait a minute, wait a moment',
    Role.THEN: 'then, and then, after that',
    Role.PLACE: """
        at, by, near, beside, outside, inside, behind, towards, toward, from, off, into, close
        """,
    Role.WHEN: """
        should a, should the, should any, should there, until, till, til, unless, when, whenever,
        while, after, once, if, before, because
        """,
    Role.ELSEWHERE: """
        carry, follow, keep, return, navigate, steer,
        second, non stop, tell me, where you are, will say, ill say, will tell, ill tell, third,
        lastly, afterwards, later, during, each, straight, start, begin, face, circle, arc,
        curve, loop, lap, patrol, visit, reach, approach, enter, exit, leave, pause, stay,
        remain, rest, sleep, save, remember, store, memorise, memorize, label, name, call,
        report, show, list, where, which, who, why, how, describe, status, pose, battery, cannot,
        cant, wont, didnt, doesnt, isnt, disable, ignore, bypass, ignoring, sign, signs, station,
        hold, park, fetch, take, pick, grab, open, play, sing, what are, what is, where are,
        zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, fifteen,
        twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, hundred, half, quarter,
        couple, few, metre, metres, meter, meters, cm, foot, feet, ft, inch, inches, yard, yards,
        degree, degrees, deg, radian, radians, seconds, sec, secs, minutes, mins, hour, hours
        """,
}

# မ + one of these + နဲ့ is a stop; on its own it is a command
BURMESE_GOING = (
    'သွား', 'လုပ်', 'လှုပ်', 'လှုပ်ရှား', 'လှည့်', 'လှဲ့', 'လည်', 'တိုး', 'ဆုတ်', 'မောင်း',
    'မောင်းနှင်', 'ရွေ့', 'ရွှေ့', 'ရွေ့လျား', 'လာ', 'ပြေး', 'ကွေ့', 'ချိုး', 'လျှောက်', 'ဝင်',
    'ပတ်', 'ဝိုက်')
BURMESE = {
    Role.STOP: """
        ရပ် ရပ်တန့် ရပ်ဆိုင်း ရပ်နား ရပ်ပစ် ရပ်လို့ရပြီ ရပ်လို့ရပီ ရပ်လို့ပြောနေတယ် ရပ်ပါဆို
        တော်ပြီ တော်ပါပြီ တော်လောက်ပြီ တော်လောက်ပါပြီ တော်တော့ တော်ပါတော့ တော်လိုက်တော့ အရေးပေါ်
        သတိထား တော်ပီ တော်ပါပီ တော်ရောပေါ့ အန္တရာယ် ဘရိတ် အရေးပေါ်ဘရိတ် စတော့ စတော့ပ်
        """,
    Role.NEUTRAL: """
        ပါ ပေး လိုက် တော့ ဦး အုံး အူး နော် စမ်း လား ကွာ ကွယ် ကွ ဗျာ ဗျ လေ ပေါ့ ပဲ ဟေ့ ခင်ဗျာ
        ခင်ဗျ ရှင် ရှင့် နေ ထား စေ မယ် ရမယ် တဲ့ ပြု ပြုလုပ် ခြင်း အုပ် နင်း ဖမ်း ချက်ချင်း အခု
        အခုချက်ချင်း အခုပဲ ခု ခုချက်ချင်း အမြန် မြန်မြန် လုံးဝ တိခနဲ အကုန် အားလုံး ကျေးဇူးပြုပြီး
        ကျေးဇူးပြု၍ ကျေးဇူးပြုပီး ပလိစ် အဲဒီမှာ အဲ့မှာ ဒီမှာ အဲဒီမှာတင် ဒီမှာတင် အဲဒီမှာပဲ
        ဒီမှာပဲ ဒီနားမှာ ဒီနားမှာပဲ အဲဒီနေရာမှာ အဲဒီနေရာမှာတင် ဒီနေရာမှာ ဒီနေရာမှာတင် ဒါ အမိန့်
        စက်ရုပ် စက်ရုပ်ကြီး စက်ရုပ်လေး ရိုဘော့ ရိုဘော့လေး ယာဉ် ကား ကားလေး ကို ဟေ့ကောင် ဟိတ် ဟဲ့
        ဟာ အဲ အို အိုး အမလေး အမေ ကဲ ကိုင်း ညီလေး သား သမီး ဒကာလေး ဆရာ ဘော်ဒါ ကောင်း ဟုတ် အိုကေ
        မကြားဘူးလား ရပ်ဆိုတာ ရှိတယ် လုပ် ထပ် နောက်ထပ် ဆက် ရှေ့ဆက် အလုပ် တွေ ဆောင်ရွက် ပေးပါ ကြ
        စို့ ရေ လှုပ်ရှားမှု ရွေ့လျားမှု ပေတော့ တော်မူ ခင်ဗျား အမယ်လေး အောင်မလေး ဒုက္ခပါပဲ
        ဒုက္ခပဲ အလုံးစုံ အဲ့ဒီအတိုင်း အဲဒီအတိုင်း ရပြီ တာပေါ့ နှိပ် ဗျို့ ပါရန် လော့ စက် မော်တာ
        မော်တာတွေ ယခု ယခုနေရာ ဒီနား ဒီနားတင် ဒီနားလေး ဟိတ်ကောင် ဖျက် ဆက်လက် ရှေ့ ရှေ့ကို ရှေ့သို့
        ဆို တိုက်တော့မယ် တိုက်မိတော့မယ်
        """,
    Role.HOLD: 'ငြိမ်ငြိမ်နေ ငြိမ်နေ ငြိမ် စောင့် စောင့်ဦး ခဏ ခဏလေး',
    Role.GOING: 'ဘယ် ညာ ဘယ်ဘက် ညာဘက် နောက် ဘယ်ဘက်ကို ညာဘက်ကို နောက်ကို ဘယ်ကို ညာကို',
    Role.SENTENCE: 'ပီ တယ် မယ် တော့မယ် ပြီ ဘူး သည် လာပြီ နေပြီ နေတယ်',
    Role.WHEN: 'လို့ ဆိုမှ ဆိုတဲ့အထိ ပြောမှ ခိုင်း အထိ မချင်း ရင် လျှင် ခင် ဆိုတဲ့',
    Role.THEN: 'ပြီး ပီး ပြီးရင် ပြီးတော့ ပြီးမှ ပြီးနောက် ကာ ၍ ပီးရင် ပီးတော့',
    Role.PLACE: """
        မှာ ပေါ် ပေါ်မှာ ထဲ ထဲမှာ နား နားမှာ ဘေး ဘေးမှာ ဆီ သို့ တွင် ရဲ့ တိုင်း ရှေ့မှာ
        """,
    Role.ELSEWHERE: """
        ဆိုတာ လို့မ မှ မှတ် နေတဲ့ ထားတဲ့ နေတာလား နေတာလဲ ပြော ဘယ်နား ဘယ်မှာ ဘယ်လောက် လဲ တစ်ပေ
        နှစ်ပေ သုံးပေ ဘာ မရပ် ရပ်ကွက် ရပ်စောင့် ဒီဂရီ မီတာ စင်တီ ကိုက် လက်မ စက္ကန့် မိနစ် အရင်
        ကြိမ် ခေါက် ရောက်ရင် ရောက်တာနဲ့ ရန် ဖို့
        """,
}
