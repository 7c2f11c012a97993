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
Every error this package raises.

Nl2RosError                 the root: whoever catches this has caught everything of ours
├── PlanError               a plan, or its ROS 2 command-line form, breaks the contract
├── QuantityError           words that are not a quantity of the wanted kind
├── ModelError              a base model, tokenizer or prompt file is missing or damaged
│   └── PromptMismatchError a soft prompt that was made for another base model
├── ConfigError             a parameter, option or settings file has a wrong value
│   └── PlacesError         a places file that cannot be read or written
├── DataError               a training or evaluation sentence is wrong; names file and line
└── UnknownPlaceError       a place name that is not in the places file

Expected outcomes (a rejected sentence, an aborted goal) are values, not errors.
"""


class Nl2RosError(Exception):
    """Root of all errors of nl2ros; the message is one line for a person."""


class PlanError(Nl2RosError):
    """A plan or a ROS 2 command line does not keep the contract."""


class QuantityError(Nl2RosError):
    """A piece of text is not a quantity of the wanted kind."""


class ModelError(Nl2RosError):
    """A model, tokenizer or prompt file is missing, damaged or of the wrong kind."""


class PromptMismatchError(ModelError):
    """A soft prompt does not belong to the base model it was loaded with."""


class ConfigError(Nl2RosError):
    """A parameter, an option or a settings file has a value that cannot be used."""


class PlacesError(ConfigError):
    """A places file cannot be read, understood or written."""


class DataError(Nl2RosError):
    """A line of a data file is wrong; the message starts with ``file:line``."""


class UnknownPlaceError(Nl2RosError):
    """A place was named that nobody taught the robot."""
