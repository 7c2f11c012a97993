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
Launch files put together what they are asked for, and say what is missing.

The packages of others are empty stand-ins; what ``ros2 launch`` really starts is tried by hand.
"""

import importlib.util
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ('turtlebot3_gazebo', 'nav2_bringup', 'turtlebot3_navigation2', 'rviz2')


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return what makes packages look installed; nl2ros is, from this checkout."""
    pytest.importorskip('launch_ros')
    index = tmp_path / 'share' / 'ament_index' / 'resource_index' / 'packages'
    index.mkdir(parents=True)
    (index / 'nl2ros').touch()
    (tmp_path / 'share' / 'nl2ros').symlink_to(ROOT)
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(tmp_path))
    monkeypatch.setenv('ROS_DISTRO', 'jazzy')

    def pretend(*names):
        for name in names:
            (tmp_path / 'share' / name).mkdir()
            (index / name).touch()
        return tmp_path / 'share'
    return pretend


def load(name):
    """Import a launch file of ours."""
    spec = importlib.util.spec_from_file_location(name, ROOT / 'launch' / f'{name}.launch.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compose(**arguments):
    """Return what turtlebot3.launch.py starts: included files with arguments, and programs."""
    from launch import LaunchContext
    from launch_ros.actions import Node
    module, context, included = load('turtlebot3'), LaunchContext(), {}
    module.include = lambda file, **arguments: included.setdefault(file.name, arguments)
    for name, (default, _, _) in module.ARGUMENTS.items():
        context.launch_configurations[name] = arguments.get(name, default)
    actions = [action for action in module.compose(context) if not isinstance(action, dict)]
    programs = [action.node_executable for action in actions if isinstance(action, Node)]
    for action in actions:
        if not isinstance(action, Node):
            action.execute(context)
    return included, programs, context.environment.get('TURTLEBOT3_MODEL')


def test_real_robot_without_anything(install):
    install()
    included, programs, model = compose()
    assert list(included) == ['nl2ros.launch.py'] and not programs and model == 'burger'
    node = included['nl2ros.launch.py']
    assert node['params_file'].endswith('config/turtlebot3/burger.yaml')
    assert node['places_file'].endswith('config/places.yaml')
    assert node['use_sim_time'] == 'false'
    assert (Path(node['model']) / 'base').is_dir()


def test_all_of_it(install):
    share = install(*OTHERS)
    included, programs, model = compose(gazebo='true', nav2='true', rviz='true', model='waffle_pi')
    assert list(included) == ['turtlebot3_world.launch.py', 'bringup_launch.py',
                              'nl2ros.launch.py']
    assert programs == ['rviz2']
    assert model == 'waffle_pi'
    assert included['turtlebot3_world.launch.py'] == {'use_sim_time': 'true'}
    nav2 = included['bringup_launch.py']
    assert nav2['map'] == str(share / 'turtlebot3_navigation2' / 'map' / 'map.yaml')
    assert nav2['params_file'].endswith('param/waffle_pi.yaml')
    assert (nav2['use_namespace'], nav2['use_sim_time']) == ('false', 'true')
    node = included['nl2ros.launch.py']
    assert node['params_file'].endswith('config/turtlebot3/waffle.yaml')
    assert node['places_file'].endswith('config/turtlebot3/gazebo_places.yaml')
    assert node['use_sim_time'] == 'true'


def test_parameters_of_nav2_for_this_distribution(install):
    share = install(*OTHERS)
    file = share / 'turtlebot3_navigation2' / 'param' / 'jazzy' / 'burger.yaml'
    file.parent.mkdir(parents=True)
    file.touch()
    included, *_ = compose(nav2='true')
    assert included['bringup_launch.py']['params_file'] == str(file)


def test_namespace_and_own_files(install):
    """With its own map and parameters Nav2 needs nothing of TurtleBot3."""
    install('nav2_bringup')
    included, *_ = compose(nav2='true', namespace='robot1', map='/m.yaml', places_file='/p.yaml',
                           nav2_params_file='/n.yaml', params_file='/q.yaml', use_sim_time='true')
    assert included['bringup_launch.py'] == {
        'map': '/m.yaml', 'params_file': '/n.yaml', 'namespace': 'robot1',
        'use_namespace': 'true', 'use_sim_time': 'true'}
    node = included['nl2ros.launch.py']
    assert (node['namespace'], node['places_file'], node['params_file'], node['use_sim_time']) == (
        'robot1', '/p.yaml', '/q.yaml', 'true')


@pytest.mark.parametrize('arguments, words', [
    ({'gazebo': 'true'}, 'sudo apt install ros-jazzy-turtlebot3-gazebo'),
    ({'nav2': 'true'}, 'ros-jazzy-nav2-bringup ros-jazzy-turtlebot3-navigation2'),
    ({'nav2': 'true', 'map': '/m', 'nav2_params_file': '/n'}, 'not installed: nav2_bringup. '),
    ({'rviz': 'true'}, 'ros-jazzy-rviz2'),
    ({'gazebo': 'true', 'namespace': 'robot1'}, 'leave out namespace:=robot1')])
def test_what_is_missing_is_said(install, arguments, words):
    install()
    with pytest.raises(RuntimeError) as caught:
        compose(**arguments)
    assert words in str(caught.value)


@pytest.mark.parametrize('name', ['nl2ros', 'simulation', 'turtlebot3'])
def test_every_argument_is_described_once(install, name):
    """Nothing is declared twice, not even by an included file."""
    install()
    description = load(name).generate_launch_description()
    arguments = [argument for argument, _ in
                 description.get_launch_arguments_with_include_launch_description_actions()]
    names = [argument.name for argument in arguments]
    assert names and len(names) == len(set(names)), names
    assert all(argument.description for argument in arguments)


@pytest.mark.parametrize('file', ['turtlebot3/burger.yaml', 'turtlebot3/waffle.yaml',
                                  'turtlebot4.yaml'])
def test_parameters_of_robots(file):
    """Every value of a robot's file is a parameter, within its range, and its limits hold."""
    from nl2ros.robot.settings import Settings
    text = (ROOT / 'config' / file).read_text(encoding='utf-8')
    values = yaml.safe_load(text)['/**/nl2ros_node']['ros__parameters']
    groups = {name: value for name, value in values.items() if isinstance(value, dict)}
    settings = Settings.model_validate(groups | {
        'node': {name: value for name, value in values.items() if name not in groups}})
    assert settings.motion.linear_speed <= settings.limits.linear_speed < 0.5
    assert settings.motion.angular_speed <= settings.limits.angular_speed


def test_places_in_gazebo():
    """They are places, home is where the robot starts, and none is in a pillar."""
    from nl2ros.robot.places import Places
    places = Places.load(ROOT / 'config' / 'turtlebot3' / 'gazebo_places.yaml')
    assert places.find('home').x == -2.0
    for x, y, _ in places.coordinates().values():
        assert all((x - a) ** 2 + (y - b) ** 2 > 0.4 ** 2
                   for a in (-1.1, 0, 1.1) for b in (-1.1, 0, 1.1))


def test_rviz_shows_the_markers():
    """The topics of the RViz file are relative, so that they follow the namespace."""
    text = (ROOT / 'config' / 'rviz' / 'nl2ros.rviz').read_text(encoding='utf-8')
    displays = yaml.safe_load(text)['Visualization Manager']['Displays']
    topics = {display['Class'].rpartition('/')[2]: display['Topic']['Value']
              for display in displays if 'Topic' in display}
    assert topics['MarkerArray'] == 'nl2ros_node/markers'
    assert not any(topic.startswith('/') for topic in topics.values())
