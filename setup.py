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

"""Install the package: Python modules, and the models, settings and launch files they need."""

import os

from setuptools import find_packages, setup

package_name = 'nl2ros'


def share(*folders):
    """
    List what goes into share/nl2ros, folder by folder.

    ``data_files`` is not recursive and refuses folders, so each folder that holds files becomes
    one entry of its own. Missing and empty folders give nothing.
    """
    return [
        (os.path.join('share', package_name, root),
         [os.path.join(root, name) for name in sorted(names)])
        for folder in folders
        for root, _, names in sorted(os.walk(folder))
        if names and '__pycache__' not in root
    ]


setup(
    name=package_name,
    version='0.1.0',
    packages=find_packages(include=['nl2ros', 'nl2ros.*']),
    package_data={'nl2ros.console': ['assets/*']},
    data_files=[
        ('share/ament_index/resource_index/packages', ['resource/' + package_name]),
        ('share/' + package_name, ['package.xml']),
        *share('config', 'data', 'launch', 'models'),
    ],
    install_requires=['setuptools'],
    extras_require={'test': ['pytest']},
    zip_safe=True,
    maintainer='nl2ros contributors',
    maintainer_email='nl2ros@example.org',
    description='English and Burmese sentences move a ROS 2 robot, by way of soft prompts.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'nl2ros = nl2ros.cli.app:main',
            'console = nl2ros.console.program:main',
            'nl2ros_node = nl2ros.robot.node:main',
            'simulator = nl2ros.simulation.node:main',
        ],
    },
)
